package io.tailwater.server;

import io.tailwater.core.config.BrokerConfig;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that runs until a signal ends the process. Used once, by the main thread. */
final class ForegroundBroker {

    private static final Logger LOG = LoggerFactory.getLogger(ForegroundBroker.class);

    private final BrokerConfig config;

    ForegroundBroker(BrokerConfig config) {
        this.config = config;
    }

    /**
     * Returns when clients can connect; the process lives on until a signal ends it.
     *
     * @throws StartFailedException when it cannot be started
     */
    void run() {
        LOG.info("Tailwater {} on Java {}", Version.text(), Runtime.version().feature());
        Tailwater tailwater = Tailwater.start(config);
        TerminationSignals.exitInOrder();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tailwater), "tailwater-stop"));
        String servers = tailwater.bootstrapServers();
        LOG.info("Try: echo hello | kcat -P -b {} -t words; kcat -C -b {} -t words -e", servers, servers);
        System.out.println("ready: kafka " + servers + ", process "
                + ProcessHandle.current().pid() + ", " + ProcessAge.now().toMillis() + " ms");
    }

    private static void stop(Tailwater tailwater) {
        long began = System.nanoTime();
        try {
            tailwater.close();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            // Not to the log: the JDK closes that on its own shutdown hook, at the same time.
            System.out.println("stopped cleanly in " + took.toMillis() + " ms");
        } catch (RuntimeException e) {
            LOG.error("Could not stop cleanly; the next start will check the logs.", e);
            Runtime.getRuntime().halt(StartFailedException.Reason.UNEXPECTED.exitCode());
        }
    }
}
