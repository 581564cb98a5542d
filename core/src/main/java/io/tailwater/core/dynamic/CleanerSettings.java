package io.tailwater.core.dynamic;

import static io.tailwater.core.setting.Setting.integer;
import static io.tailwater.core.setting.Setting.whole;

import io.tailwater.core.config.CompactionConfig;
import io.tailwater.core.setting.Setting;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The part of {@link BrokerSettings} that is about compaction, by the names of Kafka's log cleaner. Stateless. */
final class CleanerSettings {

    private CleanerSettings() {}

    /** As in Kafka all can change but whether there is compaction at all. */
    static List<BrokerSetting> rows() {
        return List.of(
                new BrokerSetting(
                        Setting.flag("log.cleaner.enable", "Whether logs are compacted.")
                                .inEffect(),
                        config -> config.storage().compaction().enabled(),
                        null),
                changeable(
                        whole(
                                "log.cleaner.backoff.ms",
                                15_000,
                                10,
                                "How often is looked for logs that are due to be compacted."),
                        CompactionConfig::intervalMillis,
                        CompactionConfig::withIntervalMillis),
                changeable(
                        whole(
                                "log.cleaner.io.max.bytes.per.second",
                                16 << 20,
                                0,
                                "Bytes compaction reads and writes; 0 for any."),
                        CompactionConfig::bytesPerSecond,
                        CompactionConfig::withBytesPerSecond),
                changeable(
                        integer(
                                "log.cleaner.dedupe.buffer.size",
                                16 << 20,
                                64 << 10,
                                1 << 30,
                                "Memory for the keys of one pass, in bytes; with more keys a log needs several passes."),
                        CompactionConfig::mapBytes,
                        CompactionConfig::withMapBytes));
    }

    private static BrokerSetting changeable(
            Setting setting,
            Function<CompactionConfig, Object> read,
            BiFunction<CompactionConfig, Long, CompactionConfig> write) {
        return new BrokerSetting(
                setting.inEffect(),
                config -> read.apply(config.storage().compaction()),
                (config, value) -> config.withStorage(config.storage()
                        .withCompaction(write.apply(config.storage().compaction(), Long.parseLong(value)))));
    }
}
