package io.tailwater.core.topic;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The topics that the broker keeps its own state in, by Kafka's names. Clients may read them, and nothing else. Stateless. */
public final class InternalTopics {

    /** Groups and committed offsets. */
    public static final String GROUPS = "__consumer_offsets";

    /** Transactions. */
    public static final String TRANSACTIONS = "__transaction_state";

    /** Share groups. */
    public static final String SHARE_GROUPS = "__share_group_state";

    private static final Set<String> NAMES = Set.of(GROUPS, TRANSACTIONS, SHARE_GROUPS);

    /** What no client may change. */
    private static final Map<String, String> FIXED = Map.of("cleanup.policy", "compact", "durability", "acks");

    private InternalTopics() {}

    /** Whether a topic of this name is the broker's own. */
    public static boolean has(String name) {
        return NAMES.contains(name);
    }

    /** Small segments, because a coordinator deletes what lies before a point of its log and space comes back by segments. */
    static NewTopic definition(String name, int partitionCount) {
        return new NewTopic(name, partitionCount, settings());
    }

    /** The settings of a topic of the broker's own. */
    public static Map<String, String> settings() {
        return Map.of(
                "cleanup.policy", "compact",
                "compression.type", "producer",
                "durability", "acks",
                "segment.bytes", Integer.toString(16 << 20));
    }

    /** Why settings are not what a topic of the broker's needs, or null when they are. */
    static @Nullable String refusal(String name, TopicConfig settings) {
        if ("always".equals(settings.overrides().get("disk.budget.delete"))) {
            return "Topic '" + name + "' is the broker's own: what it holds must not go early for the disk budget.";
        }
        return settings.overrides().entrySet().containsAll(FIXED.entrySet())
                ? null
                : "Topic '" + name + "' is the broker's own: it needs cleanup.policy=compact and durability=acks.";
    }
}
