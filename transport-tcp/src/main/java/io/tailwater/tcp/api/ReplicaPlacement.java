package io.tailwater.tcp.api;

import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.protocol.Errors;

/**
 * Where a request wants its replicas, measured against one broker that is all there is.
 *
 * @param error {@code NONE} when it can be had
 * @param message why not; empty when it can
 * @param partitionCount as asked for or as assigned; -1 for the broker's default
 */
record ReplicaPlacement(Errors error, String message, int partitionCount) {

    private static final int BY_DEFAULT = -1;

    static ReplicaPlacement refused(Errors error, String message) {
        return new ReplicaPlacement(error, message, BY_DEFAULT);
    }

    /** The placement of a new topic: numbers, or an assignment by hand, not both. */
    static ReplicaPlacement of(CreatableTopic topic, int nodeId) {
        if (!topic.assignments().isEmpty()) {
            return byHand(topic, nodeId);
        }
        int replicas = topic.replicationFactor();
        if (replicas == 0 || replicas < BY_DEFAULT) {
            return refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "The replication factor must be larger than 0, or -1 for the default.");
        }
        if (replicas > 1) {
            return refused(
                    Errors.INVALID_REPLICATION_FACTOR,
                    "A replication factor of " + replicas + " cannot be had: there is one broker.");
        }
        if (topic.numPartitions() == 0 || topic.numPartitions() < BY_DEFAULT) {
            return refused(
                    Errors.INVALID_PARTITIONS,
                    "The number of partitions must be larger than 0, or -1 for the default.");
        }
        return new ReplicaPlacement(Errors.NONE, "", topic.numPartitions());
    }

    private static ReplicaPlacement byHand(CreatableTopic topic, int nodeId) {
        if (topic.replicationFactor() != BY_DEFAULT || topic.numPartitions() != BY_DEFAULT) {
            return refused(
                    Errors.INVALID_REQUEST,
                    "Where replicas are assigned by hand, replication factor and number of partitions must be -1.");
        }
        int count = topic.assignments().size();
        for (int index = 0; index < count; index++) {
            CreatableReplicaAssignment assignment = topic.assignments().find(index);
            if (assignment == null) {
                return refused(
                        Errors.INVALID_REPLICA_ASSIGNMENT,
                        "The assigned partitions must be 0 to " + (count - 1) + "; " + index + " is missing.");
            }
            if (!isHere(assignment.brokerIds(), nodeId)) {
                return elsewhere(index, assignment.brokerIds(), nodeId);
            }
        }
        return new ReplicaPlacement(Errors.NONE, "", count);
    }

    /** Whether replicas on these brokers can be had. */
    static boolean isHere(List<Integer> brokerIds, int nodeId) {
        return brokerIds.equals(List.of(nodeId));
    }

    /** The refusal of replicas that cannot be had. */
    static ReplicaPlacement elsewhere(int partition, List<Integer> brokerIds, int nodeId) {
        return refused(
                Errors.INVALID_REPLICA_ASSIGNMENT,
                "Partition " + partition + " is assigned to brokers " + brokerIds + "; the only broker is " + nodeId
                        + ".");
    }
}
