package io.tailwater.server.it;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** A request for every API that means something to the broker, to be spoilt. Stateless. */
final class ValidRequests {

    static final String TOPIC = "mutated";

    private static final Map<ApiKeys, Supplier<ApiMessage>> MEANINGFUL = Map.ofEntries(
            Map.entry(ApiKeys.PRODUCE, () -> Requests.produce(TOPIC, 0, Batches.of(3))),
            Map.entry(ApiKeys.FETCH, () -> Requests.fetch(TOPIC, 0, 10_000)),
            Map.entry(ApiKeys.LIST_OFFSETS, ValidRequests::listOffsets),
            Map.entry(ApiKeys.METADATA, ValidRequests::metadata),
            Map.entry(ApiKeys.CREATE_TOPICS, ValidRequests::createTopics),
            Map.entry(ApiKeys.DELETE_TOPICS, () -> new DeleteTopicsRequestData().setTopicNames(List.of("created"))),
            Map.entry(ApiKeys.DELETE_RECORDS, ValidRequests::deleteRecords),
            Map.entry(ApiKeys.CREATE_PARTITIONS, ValidRequests::createPartitions),
            Map.entry(ApiKeys.DESCRIBE_CONFIGS, ValidRequests::describeConfigs),
            Map.entry(
                    ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                    () -> new DescribeTopicPartitionsRequestData()
                            .setTopics(List.of(new TopicRequest().setName(TOPIC)))),
            Map.entry(ApiKeys.OFFSET_FOR_LEADER_EPOCH, ValidRequests::offsetForLeaderEpoch));

    private ValidRequests() {}

    /** A whole frame; with the fields' defaults where a version lacks one that would be set. */
    static ByteBuffer frame(ApiKeys api, int version, int correlationId) {
        ApiMessage ofGroup = ValidGroupRequests.of(api, version);
        ApiMessage meaningful = ofGroup != null
                ? ofGroup
                : MEANINGFUL.getOrDefault(api, api.messageType::newRequest).get();
        try {
            return Frames.request(api, version, correlationId, meaningful);
        } catch (UnsupportedVersionException lacksAField) {
            return Frames.request(api, version, correlationId, api.messageType.newRequest());
        }
    }

    private static ApiMessage listOffsets() {
        ListOffsetsPartition partition = new ListOffsetsPartition().setTimestamp(-1);
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition))));
    }

    private static ApiMessage metadata() {
        return new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName(TOPIC)));
    }

    private static ApiMessage createTopics() {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(new CreatableTopic().setName("created").setNumPartitions(2).setReplicationFactor((short) 1));
        return new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(1_000);
    }

    private static ApiMessage deleteRecords() {
        DeleteRecordsPartition partition = new DeleteRecordsPartition().setOffset(0);
        return new DeleteRecordsRequestData()
                .setTimeoutMs(1_000)
                .setTopics(List.of(new DeleteRecordsTopic().setName(TOPIC).setPartitions(List.of(partition))));
    }

    private static ApiMessage createPartitions() {
        CreatePartitionsTopicCollection topics = new CreatePartitionsTopicCollection();
        topics.add(new CreatePartitionsTopic().setName(TOPIC).setCount(2).setAssignments(null));
        return new CreatePartitionsRequestData().setTopics(topics).setTimeoutMs(1_000);
    }

    private static ApiMessage describeConfigs() {
        byte topicType = 2;
        return new DescribeConfigsRequestData()
                .setResources(List.of(new DescribeConfigsResource()
                        .setResourceType(topicType)
                        .setResourceName(TOPIC)
                        .setConfigurationKeys(null)));
    }

    private static ApiMessage offsetForLeaderEpoch() {
        OffsetForLeaderTopicCollection topics = new OffsetForLeaderTopicCollection();
        topics.add(new OffsetForLeaderTopic()
                .setTopic(TOPIC)
                .setPartitions(List.of(new OffsetForLeaderPartition().setLeaderEpoch(0))));
        return new OffsetForLeaderEpochRequestData().setReplicaId(-1).setTopics(topics);
    }
}
