package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicName;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells topics and their partitions, page by page, in the order of names (KIP-966). An empty list means all topics. A page
 * ends after so many partitions and says where the next begins; a topic that went away meanwhile is passed over.
 */
final class DescribeTopicPartitionsHandler
        implements ApiHandler<DescribeTopicPartitionsRequestData, DescribeTopicPartitionsResponseData> {

    /** Kafka's default of {@code max.request.partition.size.limit}. */
    private static final int MOST_PARTITIONS = 2000;

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public DescribeTopicPartitionsRequestData decode(Readable body, short version) {
        return new DescribeTopicPartitionsRequestData(body, version);
    }

    @Override
    public Future<DescribeTopicPartitionsResponseData> handle(
            RequestContext context, DescribeTopicPartitionsRequestData request) {
        String cursorTopic = request.cursor() == null ? "" : request.cursor().topicName();
        int cursorPartition = request.cursor() == null ? 0 : request.cursor().partitionIndex();
        if (cursorPartition < 0) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        int room = Math.max(1, Math.min(request.responsePartitionLimit(), MOST_PARTITIONS));
        for (String name : wanted(context, request).tailSet(cursorTopic, true)) {
            Topic topic = context.broker().topics().find(name);
            Errors refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, name);
            if (topic == null || refusal != Errors.NONE) {
                response.topics().add(refused(name, refusal == Errors.NONE ? missing(name) : refusal));
                continue;
            }
            int from = name.equals(cursorTopic) ? cursorPartition : 0;
            int end = (int) Math.min((long) from + room, topic.partitionCount());
            if (room > 0) {
                response.topics().add(described(context, topic, from, end));
                room -= Math.max(0, end - from);
            }
            if (end < topic.partitionCount()) {
                return Future.succeededFuture(
                        response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(end)));
            }
        }
        return Future.succeededFuture(response);
    }

    private static Errors missing(String name) {
        return TopicName.refusal(name) == null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.INVALID_TOPIC_EXCEPTION;
    }

    /** The names asked for, in order; those that are known when all are meant. */
    private static NavigableSet<String> wanted(RequestContext context, DescribeTopicPartitionsRequestData request) {
        NavigableSet<String> names = new TreeSet<>();
        for (TopicRequest topic : request.topics()) {
            names.add(topic.name());
        }
        if (names.isEmpty()) {
            List<Topic> all = List.copyOf(context.broker().topics().all());
            for (Topic topic : TopicAccess.visible(context, AclOperation.DESCRIBE, all, Topic::name)) {
                names.add(topic.name());
            }
        }
        return names;
    }

    private static DescribeTopicPartitionsResponseTopic described(
            RequestContext context, Topic topic, int from, int end) {
        DescribeTopicPartitionsResponseTopic answer = new DescribeTopicPartitionsResponseTopic()
                .setName(topic.name())
                .setTopicId(TopicIds.toWire(topic.id()))
                .setIsInternal(topic.internal())
                .setTopicAuthorizedOperations(AuthorizedOperations.topic(context, topic.name()));
        int nodeId = context.broker().config().nodeId();
        List<Integer> replicas = List.of(nodeId);
        for (int index = from; index < end; index++) {
            answer.partitions()
                    .add(new DescribeTopicPartitionsResponsePartition()
                            .setPartitionIndex(index)
                            .setLeaderId(nodeId)
                            .setLeaderEpoch(context.broker().leaderEpoch())
                            .setReplicaNodes(replicas)
                            .setIsrNodes(replicas)
                            .setEligibleLeaderReplicas(List.of())
                            .setLastKnownElr(List.of()));
        }
        return answer;
    }

    private static DescribeTopicPartitionsResponseTopic refused(String name, Errors error) {
        return new DescribeTopicPartitionsResponseTopic().setName(name).setErrorCode(error.code());
    }

    @Override
    public DescribeTopicPartitionsResponseData failed(
            RequestContext context, DescribeTopicPartitionsRequestData request, Errors error) {
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        for (TopicRequest topic : request.topics()) {
            response.topics().add(refused(topic.name(), error));
        }
        return response;
    }
}
