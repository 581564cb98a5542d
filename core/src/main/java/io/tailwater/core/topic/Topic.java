package io.tailwater.core.topic;

import java.util.UUID;

/**
 * One topic as it stands. Immutable; the catalogue replaces it when something changes.
 *
 * @param name its name, 1 to 249 characters of {@code [a-zA-Z0-9._-]}
 * @param id never used again after deletion
 * @param partitionCount at least 1
 * @param config its settings, defaults filled in
 */
public record Topic(String name, UUID id, int partitionCount, TopicConfig config) {

    /** The same with other settings. */
    Topic withConfig(TopicConfig changed) {
        return new Topic(name, id, partitionCount, changed);
    }

    /** Whether the broker keeps its own state in it ({@code __consumer_offsets} and the like). */
    public boolean internal() {
        return InternalTopics.has(name);
    }
}
