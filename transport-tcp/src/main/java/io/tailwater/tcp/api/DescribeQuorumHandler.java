package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData.TopicData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells who decides over the cluster: this broker, a quorum of one. There is no log of metadata behind it, so that its offsets
 * are 0. v1 adds times, v2 messages and addresses (KIP-853).
 */
final class DescribeQuorumHandler implements ApiHandler<DescribeQuorumRequestData, DescribeQuorumResponseData> {

    private static final String METADATA = "__cluster_metadata";
    private static final short FIRST_WITH_NODES = 2;

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_QUORUM;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
    }

    @Override
    public DescribeQuorumRequestData decode(Readable body, short version) {
        return new DescribeQuorumRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DescribeQuorumRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE);
    }

    @Override
    public Future<DescribeQuorumResponseData> handle(RequestContext context, DescribeQuorumRequestData request) {
        List<TopicData> topics = request.topics();
        if (topics.size() != 1
                || !topics.get(0).topicName().equals(METADATA)
                || topics.get(0).partitions().size() != 1
                || topics.get(0).partitions().get(0).partitionIndex() != 0) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        int nodeId = context.broker().config().nodeId();
        PartitionData quorum = new PartitionData()
                .setErrorMessage(null)
                .setLeaderId(nodeId)
                .setLeaderEpoch(context.broker().leaderEpoch())
                .setCurrentVoters(List.of(new ReplicaState().setReplicaId(nodeId)));
        DescribeQuorumResponseData response = new DescribeQuorumResponseData().setErrorMessage(null);
        response.topics()
                .add(new DescribeQuorumResponseData.TopicData()
                        .setTopicName(METADATA)
                        .setPartitions(List.of(quorum)));
        if (context.version() >= FIRST_WITH_NODES) {
            response.nodes().add(node(context, nodeId));
        }
        return Future.succeededFuture(response);
    }

    private static Node node(RequestContext context, int nodeId) {
        BrokerAddress address = context.connection().brokerAddress();
        Node node = new Node().setNodeId(nodeId);
        node.listeners()
                .add(new Listener().setName("PLAINTEXT").setHost(address.host()).setPort(address.port()));
        return node;
    }

    @Override
    public DescribeQuorumResponseData failed(RequestContext context, DescribeQuorumRequestData request, Errors error) {
        return new DescribeQuorumResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
