package io.tailwater.core.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Topics in general.
 *
 * @param autoCreate whether a topic that a client names is created when it is not there
 * @param partitionCount partitions of a topic when nobody says
 * @param maxPartitions partitions this broker holds at most, over all topics
 * @param settings defaults for topics' settings, by Kafka's names ({@code max.message.bytes})
 */
public record TopicsConfig(boolean autoCreate, int partitionCount, int maxPartitions, Map<String, String> settings) {

    /** Created on demand with one partition, as Kafka does. */
    public static final TopicsConfig DEFAULTS = new TopicsConfig(true, 1, 100_000, Map.of());

    public TopicsConfig {
        Require.that(maxPartitions >= 1, "topics.maxPartitions must be at least 1, not %d", maxPartitions);
        Require.that(
                partitionCount >= 1 && partitionCount <= maxPartitions,
                "topics.partitionCount must be 1 to topics.maxPartitions (%d), not %d",
                maxPartitions,
                partitionCount);
        settings = Map.copyOf(settings);
    }

    /** The same with another default for one setting of topics. */
    public TopicsConfig with(String setting, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(setting, value);
        return new TopicsConfig(autoCreate, partitionCount, maxPartitions, changed);
    }
}
