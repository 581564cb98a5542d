package io.tailwater.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.bench.wire.BenchApi;
import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.PreparedFetch;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.api.Test;

class ReadPositionsTest {

    private final PreparedFetch request =
            new PreparedFetch("orders", new int[] {1, 3}, new FetchLimits(1000, 1000, 500));
    private final ReadPositions positions = new ReadPositions(new int[] {1, 3}, new long[] {0, 10, 0, 30});

    @Test
    void beginsWhereThePartitionsBegin() {
        assertThat(requestedOffsets()).containsExactly(10L, 30L);
    }

    @Test
    void beginsAgainAtTheEnd() {
        positions.end(1, 20);
        positions.end(3, 40);
        positions.advance(1, 20);
        positions.advance(3, 39);

        assertThat(requestedOffsets()).containsExactly(10L, 39L);
    }

    private List<Long> requestedOffsets() {
        positions.writeTo(request);
        ByteBuffer frame = request.prepare(1);
        frame.getInt();
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        RequestHeaderData header = new RequestHeaderData(readable, (short) 1);
        FetchRequestData decoded = new FetchRequestData(readable, BenchApi.FETCH.version());
        assertThat(header.correlationId()).isEqualTo(1);
        return decoded.topics().get(0).partitions().stream()
                .map(FetchRequestData.FetchPartition::fetchOffset)
                .toList();
    }
}
