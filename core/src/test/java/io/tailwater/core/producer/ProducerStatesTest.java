package io.tailwater.core.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProducerStatesTest {

    private static final long PRODUCER = 4711;
    private static final long EXPIRATION_MILLIS = 1_000;

    private final ProducerStates states = new ProducerStates(EXPIRATION_MILLIS, 3);
    private long nextOffset;
    private long nowMillis = 50_000;

    @Test
    void takesBatchesInSequence() {
        append(0, 0, 3);
        append(0, 3, 1);

        assertThat(check(0, 4, 10)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void refusesAGapAndAStepBack() {
        append(0, 0, 3);

        assertThat(refusal(check(0, 4, 1))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(refusal(check(0, 1, 1))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void takesAnySequenceOfAProducerItDoesNotKnow() {
        assertThat(check(5, 1234, 2)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void answersEachOfTheLastFiveBatchesWithItsFirstOffset() {
        for (int i = 0; i < 6; i++) {
            append(0, i * 2, 2);
        }

        for (int i = 1; i < 6; i++) {
            assertThat(check(0, i * 2, 2)).isEqualTo(new SequenceVerdict.Duplicate(i * 2L, i * 2L + 1, 900 + i * 2));
        }
        assertThat(refusal(check(0, 0, 2))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void isNoDuplicateWithAnotherLengthOrEpoch() {
        append(0, 0, 2);

        assertThat(refusal(check(0, 0, 3))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(check(1, 0, 2)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void beginsANewEpochWithSequenceZeroOnly() {
        append(0, 0, 2);

        assertThat(refusal(check(1, 2, 1))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        append(1, 0, 1);
        assertThat(check(1, 1, 1)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void fencesAnOlderEpoch() {
        append(1, 0, 1);

        assertThat(refusal(check(0, 1, 1))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void goesOnWithZeroAfterTheLargestSequence() {
        append(0, Integer.MAX_VALUE - 1, 2);

        assertThat(check(0, 0, 1)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void knowsABatchAgainWhoseSequencesWrapWithinIt() {
        append(0, Integer.MAX_VALUE - 1, 5);

        assertThat(check(0, Integer.MAX_VALUE - 1, 5)).isEqualTo(new SequenceVerdict.Duplicate(0, 4, 900));
        assertThat(check(0, 3, 1)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
        assertThat(refusal(check(0, 2, 1))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void refusesNegativeEpochsAndSequences() {
        assertThat(refusal(check(-1, 0, 1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(refusal(check(0, -1, 1))).isEqualTo(ErrorCode.INVALID_RECORD);
    }

    @Test
    void forgetsAProducerThatWasNotSeenForLong() {
        append(3, 0, 1);
        nowMillis += EXPIRATION_MILLIS;

        assertThat(check(0, 77, 1)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void forgetsTheLongestIdleProducerWhenThereAreTooMany() {
        for (long producer = 0; producer < 3; producer++) {
            states.appended(batch(producer, 0, 0, 1), nowMillis, 0);
        }
        states.appended(batch(0, 0, 1, 1), nowMillis, 0);
        states.appended(batch(9, 0, 0, 1), nowMillis, 0);

        assertThat(states.size()).isEqualTo(3);
        assertThat(states.byId()).containsOnlyKeys(0L, 2L, 9L);
    }

    @Test
    void takesUpWhatItWrote() {
        append(2, 0, 1);
        append(2, 1, 4);
        states.appended(batch(7, 0, 5, 1), nowMillis, 0);
        ByteBuffer encoded = ByteBuffer.allocate(states.encodedBytes());
        states.encode(encoded);

        ProducerStates again = new ProducerStates(EXPIRATION_MILLIS, 3);
        again.decode(encoded.flip());

        assertThat(encoded.hasRemaining()).isFalse();
        assertThat(again.check(batch(PRODUCER, 2, 1, 4), nowMillis)).isInstanceOf(SequenceVerdict.Duplicate.class);
        assertThat(again.check(batch(PRODUCER, 2, 5, 1), nowMillis)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
        assertThat(refusal(again.check(batch(7, 0, 7, 1), nowMillis)))
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void knowsWhereTheEarliestUndecidedTransactionBegins() {
        assertThat(states.firstUndecidedOffset()).isEqualTo(Long.MAX_VALUE);
        begin(1, 0, 100, 10);
        begin(2, 0, 105, 20);
        begin(1, 1, 110, 30);

        assertThat(states.firstUndecidedOffset()).isEqualTo(100);
        assertThat(states.ended(marker(1, 0, 0), 120, 900, nowMillis)).isEqualTo(new EndedTransaction(100, 105));
        assertThat(states.firstUndecidedOffset()).isEqualTo(105);
        assertThat(states.bytesBeforeUndecided(99)).isEqualTo(20);
        assertThat(states.ended(marker(2, 0, 0), 121, 900, nowMillis)).isEqualTo(new EndedTransaction(105, 122));
        assertThat(states.ended(marker(2, 0, 0), 122, 900, nowMillis)).isNull();
        assertThat(states.bytesBeforeUndecided(99)).isEqualTo(99);
    }

    @Test
    void takesNoOtherRecordsOfAProducerWithAnOpenTransaction() {
        begin(PRODUCER, 0, 0, 0);

        assertThat(refusal(check(0, 1, 1))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void refusesMarkersOfAnOlderEpochOrCoordinator() {
        begin(PRODUCER, 3, 0, 0);

        assertThat(markerRefusal(marker(PRODUCER, 2, 0), false)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(states.check(marker(PRODUCER, 3, 0), false, nowMillis)).isNull();
        states.ended(marker(PRODUCER, 3, 7), 5, 900, nowMillis);
        assertThat(markerRefusal(marker(PRODUCER, 3, 6), false)).isEqualTo(ErrorCode.TRANSACTION_COORDINATOR_FENCED);
        assertThat(states.check(marker(PRODUCER, 3, 7), false, nowMillis)).isNull();
        assertThat(states.check(marker(1, 0, 0), false, nowMillis)).isNull();
    }

    @Test
    void takesAMarkerWithTheEpochOfItsRecordsOnlyWhereTransactionsShareEpochs() {
        begin(PRODUCER, 3, 0, 0);

        assertThat(markerRefusal(marker(PRODUCER, 3, 0), true)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(states.check(marker(PRODUCER, 4, 0), true, nowMillis)).isNull();
        states.ended(marker(PRODUCER, 4, 0), 5, 900, nowMillis);
        assertThat(states.check(marker(PRODUCER, 4, 0), true, nowMillis))
                .as("written again by a coordinator that does not know")
                .isNull();
        assertThat(refusal(check(3, 1, 1))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(check(4, 0, 1)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
    }

    @Test
    void forgetsNoProducerWithAnOpenTransaction() {
        begin(1, 0, 0, 0);
        for (long producer = 2; producer < 6; producer++) {
            states.appended(batch(producer, 0, 0, 1), nowMillis, 0);
        }
        nowMillis += EXPIRATION_MILLIS;
        states.appended(batch(6, 0, 0, 1), nowMillis, 0);

        assertThat(states.byId()).containsOnlyKeys(1L, 6L);
        assertThat(states.inTransaction(1, (short) 0)).isTrue();
        assertThat(states.inTransaction(1, (short) 1)).as("the next").isFalse();
    }

    @Test
    void tellsAdministratorsWhatIsOpen() {
        begin(1, 5, 42, 0);
        states.ended(marker(2, 1, 9), 50, 777, nowMillis);

        assertThat(states.describe())
                .containsExactly(
                        new ProducerDescription(1, (short) 5, 0, 942, -1, 42),
                        new ProducerDescription(2, (short) 1, -1, 777, 9, -1));
    }

    @Test
    void takesUpOpenTransactionsInTheirOrder() {
        begin(1, 0, 10, 0);
        begin(2, 0, 20, 0);
        begin(3, 0, 30, 0);
        states.ended(marker(1, 0, 4), 35, 900, nowMillis);
        begin(1, 0, 40, 0);
        ByteBuffer encoded = ByteBuffer.allocate(states.encodedBytes());
        states.encode(encoded);
        ProducerStates again = new ProducerStates(EXPIRATION_MILLIS, 3);

        again.decode(encoded.flip());

        assertThat(again.describe()).isEqualTo(states.describe());
        assertThat(again.firstUndecidedOffset()).isEqualTo(20);
        again.ended(marker(3, 0, 0), 50, 900, nowMillis);
        again.ended(marker(2, 0, 0), 51, 900, nowMillis);
        assertThat(again.firstUndecidedOffset()).isEqualTo(40);
    }

    private void begin(long producer, int epoch, long offset, long bytesBefore) {
        nextOffset = offset;
        AppendedBatch first = batch(producer, epoch, 0, 1);
        states.appended(
                new AppendedBatch(producer, (short) epoch, 0, 0, offset, first.timestampMillis(), true),
                nowMillis,
                bytesBefore);
    }

    private static TransactionMarker marker(long producer, int epoch, int coordinatorEpoch) {
        return new TransactionMarker(producer, (short) epoch, true, coordinatorEpoch);
    }

    private ErrorCode markerRefusal(TransactionMarker marker, boolean epochPerTransaction) {
        return Objects.requireNonNull(states.check(marker, epochPerTransaction, nowMillis))
                .code();
    }

    private void append(int epoch, int sequence, int records) {
        assertThat(check(epoch, sequence, records)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
        states.appended(batch(PRODUCER, epoch, sequence, records), nowMillis, 0);
        nextOffset += records;
    }

    private SequenceVerdict check(int epoch, int sequence, int records) {
        return states.check(batch(PRODUCER, epoch, sequence, records), nowMillis);
    }

    private AppendedBatch batch(long producer, int epoch, int sequence, int records) {
        int last = Sequences.plus(sequence, records - 1);
        return new AppendedBatch(producer, (short) epoch, sequence, last, nextOffset, 900 + nextOffset, false);
    }

    private static ErrorCode refusal(SequenceVerdict verdict) {
        return ((SequenceVerdict.Refused) verdict).error().code();
    }
}
