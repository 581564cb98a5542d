package io.tailwater.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.api.Test;

class PreparedFetchTest {

    private static final short HEADER_VERSION = 1;

    @Test
    void isTheRequestKafkaReads() {
        PreparedFetch prepared = new PreparedFetch("orders", new int[] {2, 5}, new FetchLimits(1000, 5000, 500));
        prepared.offset(0, 42);
        prepared.offset(1, 1L << 40);

        ByteBuffer frame = prepared.prepare(9);

        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        RequestHeaderData header = new RequestHeaderData(readable, HEADER_VERSION);
        FetchRequestData request = new FetchRequestData(readable, BenchApi.FETCH.version());
        assertThat(frame.hasRemaining()).isFalse();
        assertThat(header.correlationId()).isEqualTo(9);
        assertThat(request.maxWaitMs()).isEqualTo(500);
        assertThat(request.minBytes()).isEqualTo(1);
        assertThat(request.maxBytes()).isEqualTo(5000);
        assertThat(request.sessionEpoch()).isEqualTo(-1);
        assertThat(request.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.topic()).isEqualTo("orders");
            assertThat(topic.partitions())
                    .extracting(
                            FetchRequestData.FetchPartition::partition, FetchRequestData.FetchPartition::fetchOffset)
                    .containsExactly(tuple(2, 42L), tuple(5, 1L << 40));
            assertThat(topic.partitions())
                    .allSatisfy(partition ->
                            assertThat(partition.partitionMaxBytes()).isEqualTo(1000));
        });
    }
}
