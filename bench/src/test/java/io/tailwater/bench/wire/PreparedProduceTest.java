package io.tailwater.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

class PreparedProduceTest {

    private static final short HEADER_VERSION = 1;

    private final SampleBatch batch =
            SampleBatch.build(new BatchShape(100, 16_384, 0, "none"), 1_700_000_000_000L, new Random(1));

    @Test
    void isTheRequestKafkaReads() {
        PreparedProduce prepared = new PreparedProduce("orders", 6, 3, (short) -1, batch);

        Decoded decoded = decode(prepared.prepare(77, 5));

        assertThat(decoded.header.requestApiKey()).isEqualTo(BenchApi.PRODUCE.key().id);
        assertThat(decoded.header.requestApiVersion()).isEqualTo(BenchApi.PRODUCE.version());
        assertThat(decoded.header.correlationId()).isEqualTo(77);
        assertThat(decoded.header.clientId()).isEqualTo(BrokerSession.CLIENT_ID);
        assertThat(decoded.request.acks()).isEqualTo((short) -1);
        assertThat(decoded.request.transactionalId()).isNull();
        ProduceRequestData.TopicProduceData topic =
                decoded.request.topicData().iterator().next();
        assertThat(topic.name()).isEqualTo("orders");
        assertThat(topic.partitionData())
                .extracting(ProduceRequestData.PartitionProduceData::index)
                .containsExactly(5, 0, 1);
        assertThat(topic.partitionData()).allSatisfy(partition -> {
            MemoryRecords records = (MemoryRecords) partition.records();
            records.batches().forEach(stored -> assertThat(stored.isValid()).isTrue());
            assertThat(records.records()).hasSize(batch.recordCount());
        });
    }

    @Test
    void canBeSentAgainWithAnotherIdAndPartition() {
        PreparedProduce prepared = new PreparedProduce("orders", 6, 1, (short) 1, batch);
        decode(prepared.prepare(1, 0));

        Decoded decoded = decode(prepared.prepare(2, 4));

        assertThat(decoded.header.correlationId()).isEqualTo(2);
        assertThat(decoded.request.topicData().iterator().next().partitionData())
                .extracting(ProduceRequestData.PartitionProduceData::index)
                .containsExactly(4);
    }

    /** Reads the parts as the socket would, which leaves them as writing does. */
    private static Decoded decode(ByteBuffer[] parts) {
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer frame = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            frame.put(part);
        }
        frame.flip();
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        RequestHeaderData header = new RequestHeaderData(readable, HEADER_VERSION);
        ProduceRequestData request = new ProduceRequestData(readable, BenchApi.PRODUCE.version());
        assertThat(frame.hasRemaining()).isFalse();
        return new Decoded(header, request);
    }

    private record Decoded(RequestHeaderData header, ProduceRequestData request) {}
}
