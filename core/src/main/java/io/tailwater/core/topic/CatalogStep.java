package io.tailwater.core.topic;

import io.tailwater.core.topic.CatalogEntry.Phase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One planned change of one topic. Immutable.
 *
 * @param change who asked for it
 * @param before the topic as it is, null when it is to be created
 * @param after the topic as it is to be, null when it is to be deleted
 */
record CatalogStep(
        CatalogChange change,
        @Nullable Topic before,
        @Nullable Topic after) {

    /** The topic's name and id, which no step changes. */
    Topic topic() {
        return after != null ? after : Objects.requireNonNull(before);
    }

    TopicChange.Kind kind() {
        if (before == null) {
            return TopicChange.Kind.CREATED;
        }
        if (after == null) {
            return TopicChange.Kind.DELETED;
        }
        return after.partitionCount() > before.partitionCount() ? TopicChange.Kind.GREW : TopicChange.Kind.CONFIGURED;
    }

    /** The first of the partitions whose logs are to be created. */
    int firstNewPartition() {
        return before == null ? 0 : before.partitionCount();
    }

    /** What the file says while the step is under way. */
    CatalogEntry underWay() {
        return switch (kind()) {
            case CREATED -> new CatalogEntry(topic(), Phase.CREATING, topic().partitionCount());
            case DELETED -> new CatalogEntry(topic(), Phase.DELETING, topic().partitionCount());
            case GREW -> new CatalogEntry(Objects.requireNonNull(before), Phase.GROWING, topic().partitionCount());
            case CONFIGURED -> CatalogEntry.live(topic());
        };
    }
}
