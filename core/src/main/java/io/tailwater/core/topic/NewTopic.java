package io.tailwater.core.topic;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic somebody wants.
 *
 * @param name the name, not yet checked
 * @param partitionCount -1 for the broker's default ({@code num.partitions})
 * @param settings Kafka's names to values, null for the default; not yet checked
 */
public record NewTopic(String name, int partitionCount, Map<String, @Nullable String> settings) {}
