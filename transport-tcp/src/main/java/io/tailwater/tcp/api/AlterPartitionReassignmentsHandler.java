package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Moves replicas. There is one broker: a partition can only be where it is, and there is nothing to cancel. v1 lets the client
 * say whether their number may change.
 */
final class AlterPartitionReassignmentsHandler
        implements ApiHandler<AlterPartitionReassignmentsRequestData, AlterPartitionReassignmentsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_PARTITION_REASSIGNMENTS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public AlterPartitionReassignmentsRequestData decode(Readable body, short version) {
        return new AlterPartitionReassignmentsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, AlterPartitionReassignmentsRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<AlterPartitionReassignmentsResponseData> handle(
            RequestContext context, AlterPartitionReassignmentsRequestData request) {
        AlterPartitionReassignmentsResponseData response =
                new AlterPartitionReassignmentsResponseData().setErrorMessage(null);
        for (ReassignableTopic wanted : request.topics()) {
            Topic topic = context.broker().topics().find(wanted.name());
            ReassignableTopicResponse answer = new ReassignableTopicResponse().setName(wanted.name());
            response.responses().add(answer);
            for (ReassignablePartition partition : wanted.partitions()) {
                answer.partitions().add(answer(context, topic, partition));
            }
        }
        return Future.succeededFuture(response);
    }

    private static ReassignablePartitionResponse answer(
            RequestContext context, @Nullable Topic topic, ReassignablePartition partition) {
        ReassignablePartitionResponse answer =
                new ReassignablePartitionResponse().setPartitionIndex(partition.partitionIndex());
        int index = partition.partitionIndex();
        if (topic == null || index < 0 || index >= topic.partitionCount()) {
            return refuse(answer, Errors.UNKNOWN_TOPIC_OR_PARTITION, "There is no such partition.");
        }
        if (partition.replicas() == null) {
            return refuse(answer, Errors.NO_REASSIGNMENT_IN_PROGRESS, "No replica of this partition is moving.");
        }
        int nodeId = context.broker().config().nodeId();
        if (!ReplicaPlacement.isHere(partition.replicas(), nodeId)) {
            ReplicaPlacement refusal = ReplicaPlacement.elsewhere(index, partition.replicas(), nodeId);
            return refuse(answer, refusal.error(), refusal.message());
        }
        return answer.setErrorMessage(null);
    }

    private static ReassignablePartitionResponse refuse(
            ReassignablePartitionResponse answer, Errors error, String message) {
        return answer.setErrorCode(error.code()).setErrorMessage(message);
    }

    @Override
    public AlterPartitionReassignmentsResponseData failed(
            RequestContext context, AlterPartitionReassignmentsRequestData request, Errors error) {
        return new AlterPartitionReassignmentsResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
