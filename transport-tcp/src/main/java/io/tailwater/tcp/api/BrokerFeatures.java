package io.tailwater.tcp.api;

import java.util.List;

/**
 * What this broker can do that clients go by (KIP-584): ApiVersions tells them. Stateless. A feature is added here when it
 * works: clients that see {@code transaction.version} 2 begin transactions of another kind.
 */
final class BrokerFeatures {

    /**
     * One of them.
     *
     * @param name Kafka's
     * @param lowest the lowest level supported
     * @param highest the highest
     * @param level the one in force; 0 for off
     */
    record Feature(String name, int lowest, int highest, int level) {}

    static final List<Feature> ALL = List.of(
            // Share groups (KIP-932): all their APIs are there.
            new Feature("share.version", 0, 1, 1),
            // Takes Produce 12, TxnOffsetCommit 5 and EndTxn 5, and an epoch for each transaction (KIP-890).
            new Feature("transaction.version", 0, 2, 2),
            // Takes ConsumerGroupHeartbeat (KIP-848).
            new Feature("group.version", 0, 1, 1));

    private BrokerFeatures() {}

    /** The level in force; 0 for a feature that is off or not known. */
    static int finalizedLevel(String name) {
        for (Feature feature : ALL) {
            if (feature.name().equals(name)) {
                return feature.level();
            }
        }
        return 0;
    }
}
