package io.tailwater.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponseCollection;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private static final short HEADER_VERSION = 0;

    private final SampleBatch batch =
            SampleBatch.build(new BatchShape(100, 0, 7, "none"), 1_700_000_000_000L, new Random(1));

    @Test
    void tellsOffsetsAndErrorsOfAProduceAnswer() {
        TopicProduceResponseCollection topics = new TopicProduceResponseCollection();
        topics.add(new TopicProduceResponse()
                .setName("orders")
                .setPartitionResponses(List.of(
                        new PartitionProduceResponse().setIndex(3).setBaseOffset(1234),
                        new PartitionProduceResponse()
                                .setIndex(4)
                                .setBaseOffset(-1)
                                .setErrorCode(Errors.CORRUPT_MESSAGE.code()))));
        ByteBuffer frame = encode(5, new ProduceResponseData().setResponses(topics), BenchApi.PRODUCE);
        List<String> seen = new ArrayList<>();

        int correlationId = ProduceAnswer.read(
                frame, (partition, error, offset) -> seen.add(partition + " " + error + " " + offset));

        assertThat(correlationId).isEqualTo(5);
        assertThat(seen).containsExactly("3 0 1234", "4 2 -1");
    }

    @Test
    void tellsTheWholeBatchesOfAFetchAnswerAndLeavesACutOneOut() {
        ByteBuffer records = ByteBuffer.allocate(3 * batch.sizeBytes() - 1);
        for (int i = 0; i < 3; i++) {
            ByteBuffer one = batch.bytes().duplicate();
            ByteBuffer copy = ByteBuffer.allocate(one.remaining()).put(one).flip();
            copy.putLong(0, 100 + 7L * i);
            records.put(copy.limit(Math.min(copy.limit(), records.remaining())));
        }
        FetchResponseData.PartitionData partition = new FetchResponseData.PartitionData()
                .setPartitionIndex(2)
                .setHighWatermark(121)
                .setAbortedTransactions(List.of(new FetchResponseData.AbortedTransaction()
                        .setProducerId(1)
                        .setFirstOffset(2)))
                .setRecords(MemoryRecords.readableRecords(records.flip()));
        FetchResponseData.PartitionData refused = new FetchResponseData.PartitionData()
                .setPartitionIndex(3)
                .setHighWatermark(-1)
                .setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code());
        FetchResponseData answer = new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic("orders")
                        .setPartitions(List.of(partition, refused))));
        ByteBuffer frame = encode(6, answer, BenchApi.FETCH);
        assertThat(frame.getInt()).isEqualTo(6);
        Seen seen = new Seen();

        short error = FetchAnswer.read(frame, seen);

        assertThat(error).isZero();
        assertThat(frame.hasRemaining()).isFalse();
        assertThat(seen.told)
                .containsExactly(
                        "partition 2 0 121",
                        "batch 2 100-107 7 " + batch.sizeBytes(),
                        "batch 2 107-114 7 " + batch.sizeBytes(),
                        "partition 3 1 -1");
    }

    private static ByteBuffer encode(int correlationId, ApiMessage message, BenchApi api) {
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(correlationId);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, HEADER_VERSION) + message.size(cache, api.version());
        ByteBufferAccessor writer = new ByteBufferAccessor(ByteBuffer.allocate(size));
        header.write(writer, cache, HEADER_VERSION);
        message.write(writer, cache, api.version());
        return writer.buffer().flip();
    }

    private static final class Seen implements FetchAnswer.Visitor {

        private final List<String> told = new ArrayList<>();

        @Override
        public void partition(int partition, short errorCode, long highWatermark) {
            told.add("partition " + partition + " " + errorCode + " " + highWatermark);
        }

        @Override
        public void batch(int partition, long baseOffset, long nextOffset, int recordCount, int bytes) {
            told.add("batch " + partition + " " + baseOffset + "-" + nextOffset + " " + recordCount + " " + bytes);
        }
    }
}
