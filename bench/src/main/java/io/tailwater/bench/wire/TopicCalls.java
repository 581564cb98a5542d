package io.tailwater.bench.wire;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfigCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** Creates, finds and deletes topics. Owned by one thread, as its session is. */
public final class TopicCalls {

    /** Asks {@link #offsets} for the first offset. */
    public static final long EARLIEST = -2;

    /** Asks {@link #offsets} for the offset after the last record. */
    public static final long LATEST = -1;

    private static final int CREATE_TIMEOUT_MILLIS = 60_000;
    private static final int READY_TRIES = 6_000;
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final BrokerSession session;

    /** Calls over {@code session}, which the caller closes. */
    public TopicCalls(BrokerSession session) {
        this.session = session;
    }

    /**
     * Creates a topic with one replica and waits until all its partitions take records.
     *
     * @param partitions at least 1
     * @param settings the topic's own settings, by Kafka's names
     * @throws BenchException when the broker refuses, or the topic is not ready within a minute
     */
    public void create(String name, int partitions, Map<String, String> settings) {
        CreatableTopicConfigCollection configs = new CreatableTopicConfigCollection();
        settings.forEach((key, value) ->
                configs.add(new CreatableTopicConfig().setName(key).setValue(value)));
        CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(CREATE_TIMEOUT_MILLIS);
        request.topics()
                .add(new CreatableTopic()
                        .setName(name)
                        .setNumPartitions(partitions)
                        .setReplicationFactor((short) 1)
                        .setConfigs(configs));
        CreateTopicsResponseData answer = session.call(BenchApi.CREATE_TOPICS, request, new CreateTopicsResponseData());
        answer.topics().forEach(topic -> {
            if (topic.errorCode() != Errors.NONE.code()) {
                String why = topic.errorMessage() == null ? "" : " (" + topic.errorMessage() + ")";
                throw new BenchException("The broker does not create the topic " + name + ": "
                        + Errors.forCode(topic.errorCode()) + why + ".");
            }
        });
        awaitReady(name, partitions);
    }

    /**
     * How many partitions a topic has.
     *
     * @throws BenchException when there is no such topic, or the address given leads only a part of it
     */
    public int partitionCount(String name) {
        MetadataResponseTopic topic = describe(name);
        if (topic.errorCode() != Errors.NONE.code()) {
            throw new BenchException("The topic " + name + " cannot be used: " + Errors.forCode(topic.errorCode())
                    + "; leave --topic away to have a temporary one.");
        }
        long leaders = topic.partitions().stream()
                .mapToInt(MetadataResponsePartition::leaderId)
                .distinct()
                .count();
        if (leaders > 1) {
            throw new BenchException("The partitions of " + name + " are led by " + leaders
                    + " brokers, and this tool loads one: choose a topic whose leaders are all at the address given.");
        }
        return topic.partitions().size();
    }

    /**
     * Looks one offset up in every partition.
     *
     * @param which {@link #EARLIEST} or {@link #LATEST}
     * @return by partition
     */
    public long[] offsets(String name, int partitions, long which) {
        long[] offsets = new long[partitions];
        for (ListOffsetsPartitionResponse partition : listOffsets(name, partitions, which)) {
            if (partition.errorCode() != Errors.NONE.code()) {
                throw new BenchException("The offsets of " + name + "-" + partition.partitionIndex()
                        + " cannot be read: " + Errors.forCode(partition.errorCode()) + ".");
            }
            offsets[partition.partitionIndex()] = partition.offset();
        }
        return offsets;
    }

    /** Deletes a topic; one that is not there is no error. */
    public void delete(String name) {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData().setTimeoutMs(CREATE_TIMEOUT_MILLIS);
        request.topicNames().add(name);
        session.call(BenchApi.DELETE_TOPICS, request, new DeleteTopicsResponseData());
    }

    /** A new topic may have leaders in the metadata before its partitions accept records: offsets tell the truth. */
    private void awaitReady(String name, int partitions) {
        for (int i = 0; i < READY_TRIES; i++) {
            MetadataResponseTopic topic = describe(name);
            boolean led = topic.errorCode() == Errors.NONE.code()
                    && topic.partitions().size() == partitions
                    && topic.partitions().stream().allMatch(partition -> partition.errorCode() == Errors.NONE.code());
            if (led
                    && listOffsets(name, partitions, LATEST).stream()
                            .allMatch(partition -> partition.errorCode() == Errors.NONE.code())) {
                return;
            }
            LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
        }
        throw new BenchException("The new topic " + name + " was not ready after a minute.");
    }

    private MetadataResponseTopic describe(String name) {
        MetadataRequestData request = new MetadataRequestData().setAllowAutoTopicCreation(false);
        request.topics().add(new MetadataRequestTopic().setName(name));
        MetadataResponseTopic topic = session.call(BenchApi.METADATA, request, new MetadataResponseData())
                .topics()
                .find(name);
        if (topic == null) {
            throw new BenchException("The broker says nothing about the topic " + name + ".");
        }
        return topic;
    }

    private List<ListOffsetsPartitionResponse> listOffsets(String name, int partitions, long which) {
        ListOffsetsTopic topic = new ListOffsetsTopic()
                .setName(name)
                .setPartitions(IntStream.range(0, partitions)
                        .mapToObj(partition -> new ListOffsetsPartition()
                                .setPartitionIndex(partition)
                                .setTimestamp(which))
                        .toList());
        ListOffsetsRequestData request = new ListOffsetsRequestData().setReplicaId(-1);
        request.topics().add(topic);
        ListOffsetsResponseData answer = session.call(BenchApi.LIST_OFFSETS, request, new ListOffsetsResponseData());
        return answer.topics().stream()
                .flatMap(answered -> answered.partitions().stream())
                .toList();
    }
}
