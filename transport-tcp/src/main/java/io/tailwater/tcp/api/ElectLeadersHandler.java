package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Elects leaders. Every partition has the only leader there can be: none needs an election, whichever kind is asked for. As
 * with Kafka, who asks for all partitions is told only of those that needed one, so of none. v1 adds kinds and an error, v2 is
 * flexible.
 */
final class ElectLeadersHandler implements ApiHandler<ElectLeadersRequestData, ElectLeadersResponseData> {

    /** Preferred and unclean. */
    private static final byte LAST_KIND = 1;

    @Override
    public ApiKeys api() {
        return ApiKeys.ELECT_LEADERS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public ElectLeadersRequestData decode(Readable body, short version) {
        return new ElectLeadersRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ElectLeadersRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<ElectLeadersResponseData> handle(RequestContext context, ElectLeadersRequestData request) {
        if (request.electionType() < 0 || request.electionType() > LAST_KIND) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        ElectLeadersResponseData response = new ElectLeadersResponseData();
        if (request.topicPartitions() != null) {
            for (TopicPartitions wanted : request.topicPartitions()) {
                Topic topic = context.broker().topics().find(wanted.topic());
                int count = topic == null ? 0 : topic.partitionCount();
                ReplicaElectionResult result = new ReplicaElectionResult().setTopic(wanted.topic());
                response.replicaElectionResults().add(result);
                for (int partition : wanted.partitions()) {
                    boolean there = partition >= 0 && partition < count;
                    result.partitionResult()
                            .add(answer(
                                    partition, there ? Errors.ELECTION_NOT_NEEDED : Errors.UNKNOWN_TOPIC_OR_PARTITION));
                }
            }
        }
        return Future.succeededFuture(response);
    }

    private static PartitionResult answer(int partition, Errors error) {
        return new PartitionResult()
                .setPartitionId(partition)
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }

    @Override
    public ElectLeadersResponseData failed(RequestContext context, ElectLeadersRequestData request, Errors error) {
        ElectLeadersResponseData response = new ElectLeadersResponseData();
        if (context.version() > 0) {
            response.setErrorCode(error.code());
        }
        if (request.topicPartitions() != null) {
            for (TopicPartitions wanted : request.topicPartitions()) {
                ReplicaElectionResult result = new ReplicaElectionResult().setTopic(wanted.topic());
                response.replicaElectionResults().add(result);
                wanted.partitions()
                        .forEach(partition -> result.partitionResult().add(answer(partition, error)));
            }
        }
        return response;
    }
}
