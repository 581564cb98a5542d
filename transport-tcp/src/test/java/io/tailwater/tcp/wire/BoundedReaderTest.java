package io.tailwater.tcp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.junit.jupiter.api.Test;

class BoundedReaderTest {

    private static final short VERSION = 9;

    @Test
    void readsRequestsThatNameAHundredThousandPartitions() {
        List<OffsetCommitRequestPartition> committed = IntStream.range(0, 100_000)
                .mapToObj(partition -> new OffsetCommitRequestPartition()
                        .setPartitionIndex(partition)
                        .setCommittedOffset(Long.MAX_VALUE)
                        .setCommittedMetadata(""))
                .toList();
        OffsetCommitRequestData commit = new OffsetCommitRequestData()
                .setTopics(List.of(new OffsetCommitRequestTopic().setName("t").setPartitions(committed)));
        assertThat(new OffsetCommitRequestData(encoded(commit, VERSION), VERSION))
                .isEqualTo(commit);

        List<FetchPartition> fetched = IntStream.range(0, 100_000)
                .mapToObj(partition -> new FetchPartition().setPartition(partition))
                .toList();
        FetchRequestData fetch = new FetchRequestData().setTopics(List.of(new FetchTopic().setPartitions(fetched)));
        short byId = 17;
        assertThat(new FetchRequestData(encoded(fetch, byId), byId)).isEqualTo(fetch);
    }

    @Test
    void refusesStringsOfNothingThatComeToMuch() {
        DeleteGroupsRequestData request =
                new DeleteGroupsRequestData().setGroupsNames(Collections.nCopies(1_000_000, ""));
        short version = 1;
        assertThatThrownBy(() -> new DeleteGroupsRequestData(encoded(request, version), version))
                .hasMessageContaining("when it is decoded");
    }

    @Test
    void refusesAnArrayBeforeItIsMade() {
        ByteBuffer frame = ByteBuffer.allocate(30_000_000).putInt(0, 29_000_000);
        short version = 1;
        assertThatThrownBy(() -> new DeleteGroupsRequestData(new BoundedReader(frame), version))
                .hasMessageContaining("29000000");
        assertThat(frame.position()).isEqualTo(Integer.BYTES);
    }

    private static CreateTopicsRequestData topicsOfTheSameName(int count) {
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        for (int i = 0; i < count; i++) {
            request.topics().add(new SameHash().setName("t"));
        }
        return request;
    }

    /** Spreads in the table of the test, and is one of many equal ones in that of the reader. */
    private static final class SameHash extends CreatableTopic {

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private static void decode(CreateTopicsRequestData request) {
        short version = 5;
        BoundedReader reader = encoded(request, version);
        reader.expectHashedArrays(CreateTopicsRequestData.SCHEMAS[version]);
        assertThat(new CreateTopicsRequestData(reader, version).topics())
                .hasSize(request.topics().size());
    }

    @Test
    void refusesEqualElementsOfHashedArraysThatWouldTakeLong() {
        assertThatThrownBy(() -> decode(topicsOfTheSameName(10_000))).hasMessageContaining("10000");
        decode(topicsOfTheSameName(300));
    }

    @Test
    void readsLongHashedArraysOfDifferentElementsWithEqualOnesInShortArrays() {
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        for (int i = 0; i < 10_000; i++) {
            CreatableTopic topic = new CreatableTopic().setName("topic-" + i);
            topic.configs()
                    .add(new CreatableTopicConfig().setName("retention.ms").setValue("1"));
            request.topics().add(topic);
        }
        decode(request);
    }

    private static BoundedReader encoded(ApiMessage message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(bytes), cache, version);
        return new BoundedReader(bytes.flip());
    }
}
