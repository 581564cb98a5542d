package io.tailwater.core.topic;

/**
 * A topic as the catalogue's file has it: besides those that clients see, those that were being changed, so that a start
 * after a crash knows what to undo or finish.
 *
 * @param topic the topic, with the partitions it had before a change under way
 * @param phase what is happening to it
 * @param partitionTarget how many partitions may have logs; more than the topic's only while it grows
 */
record CatalogEntry(Topic topic, Phase phase, int partitionTarget) {

    enum Phase {
        /** Nothing is under way. */
        LIVE,
        /** Logs are being opened; undone by deleting them. */
        CREATING,
        /** Logs of further partitions are being opened; undone by deleting those. */
        GROWING,
        /** Logs are being deleted; finished by deleting the rest. */
        DELETING
    }

    static CatalogEntry live(Topic topic) {
        return new CatalogEntry(topic, Phase.LIVE, topic.partitionCount());
    }

    static CatalogEntry deleting(Topic topic) {
        return new CatalogEntry(topic, Phase.DELETING, topic.partitionCount());
    }

    /** The first partition whose log must go when this is found after a crash. */
    int firstDoomedPartition() {
        return switch (phase) {
            case LIVE, GROWING -> topic.partitionCount();
            case CREATING, DELETING -> 0;
        };
    }

    /** Whether the topic stays when this is found after a crash. */
    boolean survives() {
        return phase == Phase.LIVE || phase == Phase.GROWING;
    }
}
