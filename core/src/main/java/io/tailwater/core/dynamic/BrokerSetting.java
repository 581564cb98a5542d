package io.tailwater.core.dynamic;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.setting.Setting;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@link BrokerSettings}.
 *
 * @param setting by Kafka's name, with the values it takes
 * @param read what a configuration has
 * @param write a configuration with another value; null where it cannot change while the broker runs
 */
record BrokerSetting(
        Setting setting,
        Function<BrokerConfig, Object> read,
        @Nullable BiFunction<BrokerConfig, String, BrokerConfig> write) {

    String name() {
        return setting.name();
    }

    String valueIn(BrokerConfig config) {
        return read.apply(config).toString();
    }

    /** A configuration with another value of this; only where it can change. */
    BrokerConfig write(BrokerConfig config, String value) {
        return write == null ? config : write.apply(config, value);
    }
}
