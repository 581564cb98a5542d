package io.tailwater.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class JdkLoggerTest {

    private final List<LogRecord> written = new ArrayList<>();

    /** The JDK forgets loggers, and their handlers with them, that nobody holds. */
    private final List<java.util.logging.Logger> held = new ArrayList<>();

    private Logger logger(String name) {
        java.util.logging.Logger jdk = java.util.logging.Logger.getLogger(name);
        held.add(jdk);
        jdk.setUseParentHandlers(false);
        jdk.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                written.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return LoggerFactory.getLogger(name);
    }

    @Test
    void isWhatSlf4jFindsAndKeepsTheKeysOfAnEvent() {
        Logger logger = logger("test.keys");
        assertThat(logger).isInstanceOf(JdkLogger.class);

        IllegalStateException cause = new IllegalStateException("broken");
        logger.atWarn().addKeyValue("topic", "orders").setCause(cause).log("Refused {} of {0}", 3);

        LogRecord line = written.get(0);
        assertThat(line.getMessage()).isEqualTo("Refused 3 of {0}");
        assertThat(line.getLevel()).isEqualTo(Level.WARNING);
        assertThat(line.getThrown()).isSameAs(cause);
        assertThat(line.getParameters()).hasSize(1);
        assertThat((KeyValuePair) line.getParameters()[0])
                .satisfies(pair -> assertThat(pair.key + "=" + pair.value).isEqualTo("topic=orders"));
    }

    @Test
    void aPlainLineHasItsArgumentsAndItsThrowable() {
        Logger logger = logger("test.plain");
        logger.error("{} {} failed", "GET", "/", new IllegalStateException("broken"));
        logger.debug("not shown");

        assertThat(written).hasSize(1);
        assertThat(written.get(0).getMessage()).isEqualTo("GET / failed");
        assertThat(written.get(0).getThrown()).hasMessage("broken");
    }

    @Test
    void aLevelChangedWhileRunningIsInForceAtOnce() {
        Logger logger = logger("test.level");
        java.util.logging.Logger.getLogger("test.level").setLevel(Level.FINE);
        logger.debug("shown");
        java.util.logging.Logger.getLogger("test.level").setLevel(Level.SEVERE);
        logger.warn("not shown");

        assertThat(written).extracting(LogRecord::getMessage).containsExactly("shown");
    }
}
