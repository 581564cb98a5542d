package io.tailwater.server.it;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** Requests for one partition. Stateless. */
final class Requests {

    /** A version of Produce and one of Fetch that name topics, not their ids. */
    static final int PRODUCE_VERSION = 12;

    static final int FETCH_VERSION = 12;

    private Requests() {}

    static ProduceRequestData produce(String topic, int partition, @Nullable ByteBuffer records) {
        return produce(new TopicProduceData().setName(topic), partition, records);
    }

    static ProduceRequestData produce(Uuid topicId, int partition, @Nullable ByteBuffer records) {
        return produce(new TopicProduceData().setTopicId(topicId), partition, records);
    }

    /** A batch of one record to a partition. */
    static ProduceRequestData produceTo(String topic, int partition) {
        return produce(topic, partition, Batches.of(1));
    }

    static Errors error(ProduceResponseData response) {
        return Errors.forCode(onlyPartition(response).errorCode());
    }

    static PartitionProduceResponse onlyPartition(ProduceResponseData response) {
        return response.responses().iterator().next().partitionResponses().get(0);
    }

    /** A fetch that does not wait. */
    static FetchRequestData fetch(String topic, long offset, int maxBytes) {
        return fetch(new FetchTopic().setTopic(topic), offset, maxBytes);
    }

    static FetchRequestData fetch(Uuid topicId, long offset, int maxBytes) {
        return fetch(new FetchTopic().setTopicId(topicId), offset, maxBytes);
    }

    private static ProduceRequestData produce(TopicProduceData topic, int partition, @Nullable ByteBuffer records) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        MemoryRecords content = records == null ? null : MemoryRecords.readableRecords(records);
        topics.add(topic.setPartitionData(
                List.of(new PartitionProduceData().setIndex(partition).setRecords(content))));
        return new ProduceRequestData().setAcks((short) -1).setTimeoutMs(10_000).setTopicData(topics);
    }

    private static FetchRequestData fetch(FetchTopic topic, long offset, int maxBytes) {
        FetchPartition partition =
                new FetchPartition().setPartition(0).setFetchOffset(offset).setPartitionMaxBytes(maxBytes);
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setMaxBytes(maxBytes)
                .setTopics(List.of(topic.setPartitions(List.of(partition))));
    }
}
