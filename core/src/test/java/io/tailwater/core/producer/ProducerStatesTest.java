package io.tailwater.core.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.ErrorCode;
import java.nio.ByteBuffer;
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
            states.appended(batch(producer, 0, 0, 1), nowMillis);
        }
        states.appended(batch(0, 0, 1, 1), nowMillis);
        states.appended(batch(9, 0, 0, 1), nowMillis);

        assertThat(states.size()).isEqualTo(3);
        assertThat(states.byId()).containsOnlyKeys(0L, 2L, 9L);
    }

    @Test
    void takesUpWhatItWrote() {
        append(2, 0, 1);
        append(2, 1, 4);
        states.appended(batch(7, 0, 5, 1), nowMillis);
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

    private void append(int epoch, int sequence, int records) {
        assertThat(check(epoch, sequence, records)).isEqualTo(SequenceVerdict.IN_SEQUENCE);
        states.appended(batch(PRODUCER, epoch, sequence, records), nowMillis);
        nextOffset += records;
    }

    private SequenceVerdict check(int epoch, int sequence, int records) {
        return states.check(batch(PRODUCER, epoch, sequence, records), nowMillis);
    }

    private AppendedBatch batch(long producer, int epoch, int sequence, int records) {
        int last = Sequences.plus(sequence, records - 1);
        return new AppendedBatch(producer, (short) epoch, sequence, last, nextOffset, 900 + nextOffset);
    }

    private static ErrorCode refusal(SequenceVerdict verdict) {
        return ((SequenceVerdict.Refused) verdict).error().code();
    }
}
