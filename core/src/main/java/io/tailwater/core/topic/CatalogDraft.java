package io.tailwater.core.topic;

import io.tailwater.core.config.TopicsConfig;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingsEdit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a change may do, seeing the changes planned before it in the same batch. Confined to the catalogue's context
 * and to one batch. Nothing here touches a disk.
 */
final class CatalogDraft {

    /** What is to become of a change. */
    sealed interface Plan {}

    /** It may not be made. */
    record Refused(BrokerError error) implements Plan {}

    /** From {@code before} (null: not there) to {@code after} (null: gone). */
    record Planned(@Nullable Topic before, @Nullable Topic after) implements Plan {}

    /** Internal topics do without: their records are written anew now and then. */
    private static final String NOT_COMPACTED = "The broker's storage engine cannot compact (storage.engine):"
            + " set cleanup.policy=delete for this topic, or use an engine that can.";

    private final TopicsConfig config;
    private final Map<String, String> defaults;
    private final Supplier<UUID> ids;
    private final Set<String> strangers;
    private final boolean compacts;
    private final Map<String, Topic> byName = new HashMap<>();
    private final Map<UUID, Topic> byId = new HashMap<>();
    private final Map<String, String> nameByCollisionKey = new HashMap<>();
    private long partitions;

    /**
     * @param defaults of topics' settings, as they are at this moment
     * @param strangers names of which there are logs in the directory that the catalogue does not know
     * @param compacts whether logs can be compacted
     */
    CatalogDraft(
            CatalogSnapshot snapshot,
            TopicsConfig config,
            Map<String, String> defaults,
            Supplier<UUID> ids,
            Set<String> strangers,
            boolean compacts) {
        this.config = config;
        this.defaults = defaults;
        this.ids = ids;
        this.strangers = strangers;
        this.compacts = compacts;
        snapshot.all().forEach(this::put);
    }

    Plan create(NewTopic wanted) {
        return InternalTopics.has(wanted.name()) ? protectedTopic(wanted.name()) : createAny(wanted);
    }

    Plan createInternal(String name, int partitionCount) {
        return createAny(InternalTopics.definition(name, partitionCount));
    }

    private Plan createAny(NewTopic wanted) {
        String name = wanted.name();
        String refusal = TopicName.refusal(name);
        if (refusal != null) {
            return refused(ErrorCode.INVALID_TOPIC_EXCEPTION, refusal);
        }
        String alike = nameByCollisionKey.get(TopicName.collisionKey(name));
        if (name.equals(alike)) {
            return refused(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' exists already.");
        }
        if (alike != null) {
            return refused(
                    ErrorCode.INVALID_TOPIC_EXCEPTION,
                    "The topic name '" + name + "' collides with '" + alike + "': they differ only in '.' and '_'.");
        }
        if (strangers.contains(name)) {
            return refused(
                    ErrorCode.TOPIC_ALREADY_EXISTS,
                    "The data directory has logs of '" + name
                            + "' that the topic catalogue does not know: move them away first.");
        }
        int count = wanted.partitionCount() == -1 ? config.partitionCount() : wanted.partitionCount();
        if (count < 1) {
            return refused(ErrorCode.INVALID_PARTITIONS, "A topic needs at least one partition, not " + count + ".");
        }
        if (partitions + count > config.maxPartitions()) {
            return tooMany(count);
        }
        return withSettings(
                name, wanted.settings(), settings -> new Planned(null, new Topic(name, ids.get(), count, settings)));
    }

    Plan delete(UUID id) {
        Topic topic = byId.get(id);
        if (topic == null) {
            return refused(ErrorCode.UNKNOWN_TOPIC_ID, "There is no topic with the id " + id + ".");
        }
        if (topic.internal()) {
            return protectedTopic(topic.name());
        }
        return new Planned(topic, null);
    }

    Plan grow(String name, int count) {
        Topic topic = byName.get(name);
        if (topic == null) {
            return unknown(name);
        }
        if (topic.internal()) {
            return protectedTopic(name);
        }
        if (count <= topic.partitionCount()) {
            return refused(
                    ErrorCode.INVALID_PARTITIONS,
                    "Topic '" + name + "' has " + topic.partitionCount() + " partitions and can only get more, not "
                            + count + ".");
        }
        if (partitions - topic.partitionCount() + count > config.maxPartitions()) {
            return tooMany(count - topic.partitionCount());
        }
        return new Planned(topic, new Topic(name, topic.id(), count, topic.config()));
    }

    Plan configure(String name, SettingsEdit edit) {
        String refusal = TopicName.refusal(name);
        if (refusal != null) {
            return refused(ErrorCode.INVALID_TOPIC_EXCEPTION, refusal);
        }
        Topic topic = byName.get(name);
        if (topic == null) {
            return unknown(name);
        }
        Result<Map<String, String>> edited = edit.applyTo(topic.config().overrides(), TopicSettings.table());
        if (edited instanceof Result.Refused<Map<String, String>> refused) {
            return new Refused(refused.error());
        }
        return withSettings(name, new HashMap<>(((Result.Ok<Map<String, String>>) edited).value()), parsed -> {
            String unfit = topic.internal() ? InternalTopics.refusal(name, parsed) : null;
            return unfit == null
                    ? new Planned(topic, new Topic(name, topic.id(), topic.partitionCount(), parsed))
                    : refused(ErrorCode.INVALID_CONFIG, unfit);
        });
    }

    /** Lets later changes of the batch see a plan. */
    void apply(Planned plan) {
        if (plan.before() != null) {
            remove(plan.before());
        }
        if (plan.after() != null) {
            put(plan.after());
        }
    }

    private Plan withSettings(String name, Map<String, @Nullable String> overrides, Function<TopicConfig, Plan> plan) {
        Result<TopicConfig> parsed = TopicSettings.parse(overrides, defaults);
        if (parsed instanceof Result.Refused<TopicConfig> refused) {
            return new Refused(refused.error());
        }
        TopicConfig settings = ((Result.Ok<TopicConfig>) parsed).value();
        if (settings.compacted() && !compacts && !InternalTopics.has(name)) {
            return refused(ErrorCode.INVALID_CONFIG, NOT_COMPACTED);
        }
        String conflict = TopicSettings.conflict(settings.overrides(), defaults);
        return conflict == null ? plan.apply(settings) : refused(ErrorCode.INVALID_CONFIG, conflict);
    }

    private void put(Topic topic) {
        byName.put(topic.name(), topic);
        byId.put(topic.id(), topic);
        nameByCollisionKey.put(TopicName.collisionKey(topic.name()), topic.name());
        partitions += topic.partitionCount();
    }

    private void remove(Topic topic) {
        byName.remove(topic.name());
        byId.remove(topic.id());
        nameByCollisionKey.remove(TopicName.collisionKey(topic.name()));
        partitions -= topic.partitionCount();
    }

    private static Plan protectedTopic(String name) {
        return refused(
                ErrorCode.INVALID_TOPIC_EXCEPTION,
                "Topic '" + name + "' is the broker's own: it makes it when it needs it, and keeps it as it is.");
    }

    private Plan tooMany(int more) {
        return refused(
                ErrorCode.POLICY_VIOLATION,
                "This broker may hold " + config.maxPartitions() + " partitions (topics.maxPartitions) and has "
                        + partitions + ": " + more + " more are too many.");
    }

    private static Plan unknown(String name) {
        return refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic '" + name + "'.");
    }

    private static Plan refused(ErrorCode code, String message) {
        return new Refused(new BrokerError(code, message));
    }
}
