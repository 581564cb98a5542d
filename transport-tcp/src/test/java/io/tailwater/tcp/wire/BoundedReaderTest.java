package io.tailwater.tcp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
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

    private static BoundedReader encoded(ApiMessage message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(bytes), cache, version);
        return new BoundedReader(bytes.flip());
    }
}
