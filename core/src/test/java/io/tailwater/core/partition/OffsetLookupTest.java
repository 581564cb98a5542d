package io.tailwater.core.partition;

import static io.tailwater.core.partition.TopicUnderTest.code;
import static io.tailwater.core.partition.TopicUnderTest.query;
import static io.tailwater.core.partition.TopicUnderTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.storage.tck.TestBatches;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Which offset partitions give for a time or an end, also when records before it are deleted. */
class OffsetLookupTest extends ShardsSuite {

    @Test
    void findsOffsets() {
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(3).timestamps(100, 10).build()));
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(3).timestamps(200, 10).build()));

        assertThat(find(new OffsetSpec.Earliest())).isEqualTo(new OffsetFound(0, -1, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.Latest(false))).isEqualTo(new OffsetFound(6, -1, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.LargestTimestamp(false)))
                .isEqualTo(new OffsetFound(5, 220, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(105, false)))
                .isEqualTo(new OffsetFound(1, 110, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(130, false)))
                .isEqualTo(new OffsetFound(3, 200, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(221, false))).isEqualTo(new OffsetFound(-1, -1, -1));
    }

    @Test
    void goesOnToTheNextBatchWhenAHeaderStatesATimestampNoRecordHas() {
        ByteBuffer lying = TestBatches.at(0).records(1).timestamp(100).build();
        lying.putLong(35, 1_000);
        shards.append(Acks.WRITTEN, orders.at(0, TestBatches.seal(lying)));
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(1).timestamp(500).build()));

        assertThat(find(new OffsetSpec.AtOrAfter(400, false)))
                .isEqualTo(new OffsetFound(1, 500, ShardsUnderTest.LEADER_EPOCH));
    }

    @Test
    void findsNoRecordThatWasDeletedWithAPartOfItsBatch() {
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(5).timestamps(500, -100).build()));
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(2).timestamps(50, 10).build()));
        delete(3);

        assertThat(find(new OffsetSpec.AtOrAfter(150, false)))
                .isEqualTo(new OffsetFound(3, 200, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(250, false))).isEqualTo(new OffsetFound(-1, -1, -1));
        assertThat(find(new OffsetSpec.LargestTimestamp(false)))
                .isEqualTo(new OffsetFound(3, 200, ShardsUnderTest.LEADER_EPOCH));
    }

    @Test
    void deletesRecordsBelowAnOffset() {
        shards.append(Acks.WRITTEN, orders.at(0, TestBatches.at(0).records(3).build()));
        shards.append(Acks.WRITTEN, orders.at(0, TestBatches.at(0).records(3).build()));

        assertThat(delete(4)).isEqualTo(Result.ok(4L));
        assertThat(delete(2)).isEqualTo(Result.ok(4L));
        assertThat(refusal(delete(7))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(code(shards.fetch(query(1, 0, orders.from(0, 3))).get(0))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(find(new OffsetSpec.Earliest()).offset()).isEqualTo(4);
        assertThat(delete(-1)).isEqualTo(Result.ok(6L));
        assertThat(shards.status(orders.key(0)).logStartOffset()).isEqualTo(6);
    }

    private OffsetFound find(OffsetSpec spec) {
        return shards.find(orders.key(0), spec);
    }

    private Result<Long> delete(long before) {
        return ShardsUnderTest.await(shards.partitions.deleteRecords(orders.key(0), before));
    }
}
