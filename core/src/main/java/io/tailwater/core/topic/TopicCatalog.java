package io.tailwater.core.topic;

import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingsEdit;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The topics of this broker. Thread-safe. A change is answered when it is on disk and its partitions can be written and
 * read; until then nobody sees it, and a crash leaves it whole or undone. A failed future means a broken disk.
 */
public interface TopicCatalog {

    @Nullable
    Topic find(String name);

    @Nullable
    Topic find(UUID id);

    /** All topics, by name. */
    Collection<Topic> all();

    /**
     * Creates a topic.
     *
     * @param validateOnly whether to only say what would happen
     * @return the topic; {@code TOPIC_ALREADY_EXISTS}, {@code INVALID_TOPIC_EXCEPTION} (Kafka's rules, names that
     *     collide by {@code .} and {@code _}, and internal topics, which no client may create, delete or grow), {@code INVALID_PARTITIONS}, {@code INVALID_CONFIG}, {@code POLICY_VIOLATION}
     *     (more partitions than this broker may hold)
     */
    Future<Result<Topic>> create(NewTopic topic, boolean validateOnly);

    /**
     * Creates one of {@link InternalTopics}, which nobody else may create.
     *
     * @return the topic, which may have been there already, then with whatever partitions it has; {@code POLICY_VIOLATION}
     */
    Future<Result<Topic>> createInternal(String name, int partitionCount);

    /**
     * Deletes a topic and its logs; reads under way finish.
     *
     * @return the topic that was; {@code UNKNOWN_TOPIC_ID} or {@code UNKNOWN_TOPIC_OR_PARTITION}
     */
    Future<Result<Topic>> delete(UUID id);

    /**
     * Raises the number of partitions.
     *
     * @return the topic; {@code INVALID_PARTITIONS} when not more than now; {@code UNKNOWN_TOPIC_OR_PARTITION}
     */
    Future<Result<Topic>> addPartitions(String name, int newPartitionCount, boolean validateOnly);

    /**
     * Changes the topic's own settings; they are in force when this is answered.
     *
     * @return the topic; {@code INVALID_CONFIG}, {@code UNKNOWN_TOPIC_OR_PARTITION}
     */
    Future<Result<Topic>> configure(String name, SettingsEdit edit, boolean validateOnly);
}
