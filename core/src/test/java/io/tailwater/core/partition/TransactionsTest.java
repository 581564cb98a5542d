package io.tailwater.core.partition;

import static io.tailwater.core.partition.TopicUnderTest.FOREVER_MILLIS;
import static io.tailwater.core.partition.TopicUnderTest.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.producer.ProducerDescription;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What partitions know of transactions: who may write, what readers of committed records get, what is kept. */
class TransactionsTest extends ShardsSuite {

    private static final int TRANSACTIONAL = 0x10;
    private static final ProducerTransaction PAYMENTS = new ProducerTransaction("payments", false);

    @Test
    void readersOfCommittedRecordsGetWhatIsDecided() {
        append(batch(1, 0, 0));
        append(TestBatches.at(0).build());

        assertThat(offsets(fetch(0, true))).isEmpty();
        assertThat(offsets(fetch(0, false))).containsExactly(0L, 1L);
        assertThat(fetch(0, false).lastStableOffset()).isZero();
        assertThat(fetch(0, false).highWatermark()).isEqualTo(2);
        assertThat(latest(true)).isZero();
        assertThat(latest(false)).isEqualTo(2);

        end(1, 0, true);
        assertThat(offsets(fetch(0, true))).containsExactly(0L, 1L, 2L);
        assertThat(fetch(0, true).aborted()).isEmpty();
        assertThat(latest(true)).isEqualTo(3);
    }

    @Test
    void theEarliestOpenTransactionHoldsBackTheOthers() {
        append(batch(1, 0, 0));
        append(batch(2, 0, 0));
        end(2, 0, true);

        assertThat(latest(true)).isZero();
        append(batch(2, 0, 1));
        end(1, 0, true);
        assertThat(latest(true)).isEqualTo(3);
        assertThat(offsets(fetch(0, true))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void tellsReadersOfAbortedTransactionsAmongTheirBytes() {
        append(batch(1, 0, 0));
        append(batch(2, 0, 0));
        append(batch(3, 0, 0));
        end(2, 0, false);
        end(1, 0, false);
        end(3, 0, true);
        append(batch(2, 0, 1));
        end(2, 0, false);

        assertThat(fetch(0, true).aborted())
                .containsExactly(
                        new AbortedTransaction(1, 0, 4, 2),
                        new AbortedTransaction(2, 1, 3, 0),
                        new AbortedTransaction(2, 6, 7, 8));
        assertThat(fetch(4, true).aborted())
                .containsExactly(new AbortedTransaction(1, 0, 4, 2), new AbortedTransaction(2, 6, 7, 8));
        assertThat(fetch(0, false).aborted()).isEmpty();
        PartitionRead first = fetch(new PartitionFetch(orders.key(0), 0, 1, -1, -1), true);
        assertThat(offsets(first)).containsExactly(0L);
        assertThat(first.aborted()).containsExactly(new AbortedTransaction(1, 0, 4, 2));
    }

    @Test
    void aReaderOfCommittedRecordsIsWokenByTheDecision() {
        append(batch(1, 0, 0));
        PendingFetch waiting = begin(1, true);
        PendingFetch everything = begin(1, false);

        append(batch(1, 0, 1));
        append(TestBatches.at(0).build());
        assertThat(offsets(ShardsUnderTest.await(everything.reads()).get(0))).isNotEmpty();
        assertThat(waiting.reads().isComplete()).isFalse();

        end(1, 0, true);
        assertThat(offsets(ShardsUnderTest.await(waiting.reads()).get(0))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void lateRecordsOfATransactionThatIsOverAreRefused() {
        append(batch(1, 0, 0));
        endWithNextEpoch(1, 1, true);

        assertThat(code(append(batch(1, 0, 1)))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(append(batch(1, 1, 0))).isInstanceOf(Appended.class);
        assertThat(code(endWithNextEpoch(1, 1, true))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(endWithNextEpoch(1, 2, false)).isInstanceOf(Appended.class);
        assertThat(endWithNextEpoch(1, 2, false)).as("again").isInstanceOf(Appended.class);
    }

    @Test
    void asksTheCoordinatorOncePerTransaction() {
        append(batch(1, 0, 0));
        append(batch(1, 0, 1));
        append(batch(1, 0, 1));
        end(1, 0, true);
        append(batch(1, 0, 2));
        append(batch(1, 0, 2));

        assertThat(shards.gate.asked).containsExactly("payments/1/0", "payments/1/0");
        assertThat(latest(false)).isEqualTo(4);
    }

    @Test
    void keepsTheOrderOfWhatWaitsForTheCoordinatorAndHoldsNobodyElse() {
        shards.gate.hold();
        Future<List<AppendOutcome>> first = shards.begin(PAYMENTS, at(batch(1, 0, 0)));
        Future<List<AppendOutcome>> second = shards.begin(PAYMENTS, at(batch(1, 0, 1)));
        shards.append(Acks.WRITTEN, at(TestBatches.at(0).build()));

        shards.gate.letIn();

        assertThat(ShardsUnderTest.await(first)).containsExactly(new Appended(1, -1, 0));
        assertThat(ShardsUnderTest.await(second)).containsExactly(new Appended(2, -1, 0));
        assertThat(shards.gate.asked).hasSize(1);
    }

    @Test
    void refusesWhomTheCoordinatorDoesNotKnow() {
        shards.gate.hold();
        Future<List<AppendOutcome>> first = shards.begin(PAYMENTS, at(batch(1, 0, 0)));
        Future<List<AppendOutcome>> second = shards.begin(PAYMENTS, at(batch(1, 0, 1)));
        latest(false);
        shards.gate.refuse(ErrorCode.CONCURRENT_TRANSACTIONS);

        assertThat(code(ShardsUnderTest.await(first).get(0))).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(code(ShardsUnderTest.await(second).get(0))).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(latest(false)).isZero();
    }

    @Test
    void asksAgainWhenAMarkerIsWrittenMeanwhile() {
        shards.gate.hold();
        Future<List<AppendOutcome>> late = shards.begin(PAYMENTS, at(batch(1, 0, 0)));
        end(1, 0, false);
        shards.gate.letIn();
        latest(false);
        assertThat(shards.gate.asked).hasSize(2);
        shards.gate.refuse(ErrorCode.INVALID_TXN_STATE);

        assertThat(code(ShardsUnderTest.await(late).get(0))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(latest(true)).isEqualTo(1);
    }

    @Test
    void aRecordOfTheNextTransactionWaitsForTheMarkerOfTheOneBefore() {
        append(batch(1, 0, 0));
        shards.gate.hold();
        Future<List<AppendOutcome>> next = shards.begin(PAYMENTS, at(batch(1, 1, 0)));
        assertThat(latest(false)).isEqualTo(1);

        assertThat(endWithNextEpoch(1, 1, true)).isInstanceOf(Appended.class);
        shards.gate.letIn();
        assertThat(latest(true)).isEqualTo(2);
        shards.gate.letIn();

        assertThat(ShardsUnderTest.await(next)).containsExactly(new Appended(2, -1, 0));
        endWithNextEpoch(1, 2, false);
        assertThat(fetch(0, true).aborted()).containsExactly(new AbortedTransaction(1, 2, 3, 4));
    }

    @Test
    void letsNobodyWriteTransactionalRecordsWhoNamesNoTransaction() {
        assertThat(code(shards.append(Acks.WRITTEN, at(batch(1, 0, 0))).get(0))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(latest(false)).isZero();
    }

    @Test
    void openAndAbortedTransactionsAreKnownAfterARestart() {
        append(batch(1, 0, 0));
        end(1, 0, false);
        append(batch(2, 0, 0));
        List<ProducerDescription> before = producers();

        shards.restart(orders.topic(), ShardsUnderTest.LEADER_EPOCH);

        assertThat(producers()).isEqualTo(before);
        assertThat(latest(true)).isEqualTo(2);
        assertThat(fetch(0, true).aborted()).containsExactly(new AbortedTransaction(1, 0, 1, 2));
        end(2, 0, false);
        assertThat(fetch(2, true).aborted()).containsExactly(new AbortedTransaction(2, 2, 3, 4));
    }

    @Test
    void anOpenTransactionWhoseBeginningIsDeletedHoldsBackWhatIsLeft() {
        append(batch(1, 0, 0));
        append(batch(1, 0, 1));
        ShardsUnderTest.await(shards.partitions.deleteRecords(orders.key(0), 1));

        assertThat(latest(true)).isEqualTo(1);
        end(1, 0, true);
        assertThat(latest(true)).isEqualTo(3);
    }

    private static ByteBuffer batch(long producer, int epoch, int sequence) {
        return TestBatches.at(0)
                .producer(producer, epoch, sequence)
                .attributes(TRANSACTIONAL)
                .build();
    }

    private PartitionAppend at(ByteBuffer batch) {
        return orders.at(0, batch);
    }

    private AppendOutcome append(ByteBuffer batch) {
        return ShardsUnderTest.await(shards.begin(PAYMENTS, at(batch))).get(0);
    }

    private AppendOutcome end(long producer, int epoch, boolean committed) {
        return end(new TransactionMarker(producer, (short) epoch, committed, 0), false);
    }

    private AppendOutcome endWithNextEpoch(long producer, int epoch, boolean committed) {
        return end(new TransactionMarker(producer, (short) epoch, committed, 0), true);
    }

    private AppendOutcome end(TransactionMarker marker, boolean epochPerTransaction) {
        return ShardsUnderTest.await(
                        shards.partitions.endTransaction(marker, epochPerTransaction, List.of(orders.key(0))))
                .get(0);
    }

    private PendingFetch begin(long from, boolean readCommitted) {
        return shards.begin(new FetchQuery(List.of(orders.from(0, from)), 1 << 20, 1, FOREVER_MILLIS, readCommitted));
    }

    private PartitionRead fetch(long from, boolean readCommitted) {
        return fetch(orders.from(0, from), readCommitted);
    }

    private PartitionRead fetch(PartitionFetch partition, boolean readCommitted) {
        return shards.fetch(new FetchQuery(List.of(partition), 1 << 20, 1, 0, readCommitted))
                .get(0);
    }

    private static List<Long> offsets(PartitionRead read) {
        List<Long> offsets = new ArrayList<>();
        TestBatches.split(read.slice().toBuffer())
                .forEach(batch -> offsets.add(RecordBatchHeader.baseOffset(batch, 0)));
        read.slice().close();
        return offsets;
    }

    private long latest(boolean readCommitted) {
        return shards.find(orders.key(0), new OffsetSpec.Latest(readCommitted)).offset();
    }

    private List<ProducerDescription> producers() {
        return ((Result.Ok<List<ProducerDescription>>)
                        ShardsUnderTest.await(shards.partitions.producers(orders.key(0))))
                .value();
    }
}
