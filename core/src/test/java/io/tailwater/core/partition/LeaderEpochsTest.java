package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LeaderEpochsTest {

    private final LeaderEpochs epochs = new LeaderEpochs();

    @Test
    void knowsNothingOfAnEmptyLog() {
        assertThat(epochs.endOf(0, 0)).isEqualTo(new EpochEndOffset(-1, -1));
        assertThat(epochs.epochAt(0)).isEqualTo(-1);
    }

    @Test
    void endsTheLastEpochAtTheEndOfTheLog() {
        epochs.begin(3, 0);

        assertThat(epochs.endOf(3, 17)).isEqualTo(new EpochEndOffset(3, 17));
    }

    @Test
    void endsAnEarlierEpochWhereTheNextBegins() {
        epochs.begin(1, 0);
        epochs.begin(4, 10);
        epochs.begin(6, 20);

        assertThat(epochs.endOf(1, 30)).isEqualTo(new EpochEndOffset(1, 10));
        assertThat(epochs.endOf(5, 30)).isEqualTo(new EpochEndOffset(4, 20));
        assertThat(epochs.endOf(0, 30)).isEqualTo(new EpochEndOffset(0, 0));
        assertThat(epochs.endOf(7, 30)).isEqualTo(new EpochEndOffset(-1, -1));
    }

    @Test
    void keepsNoTraceOfAnEpochWithoutRecords() {
        epochs.begin(1, 0);
        epochs.begin(2, 10);
        epochs.begin(3, 10);

        assertThat(epochs.endOf(2, 30)).isEqualTo(new EpochEndOffset(1, 10));
        assertThat(epochs.epochAt(10)).isEqualTo(3);
        assertThat(epochs.epochAt(9)).isEqualTo(1);
    }

    @Test
    void ignoresAnEpochThatIsNotNewer() {
        epochs.begin(5, 0);
        epochs.begin(5, 10);
        epochs.begin(4, 20);

        assertThat(epochs.epochAt(25)).isEqualTo(5);
    }

    @Test
    void forgetsWhatEndedBeforeTheLogBegins() {
        epochs.begin(1, 0);
        epochs.begin(2, 10);
        epochs.begin(3, 20);
        epochs.startMovedTo(15);

        assertThat(epochs.endOf(1, 30)).isEqualTo(new EpochEndOffset(1, 15));
        assertThat(epochs.endOf(2, 30)).isEqualTo(new EpochEndOffset(2, 20));
        assertThat(epochs.epochAt(15)).isEqualTo(2);
    }

    @Test
    void takesUpWhatItWrote() {
        for (int epoch = 0; epoch < 7; epoch++) {
            epochs.begin(epoch, epoch * 10L);
        }
        ByteBuffer encoded = ByteBuffer.allocate(epochs.encodedBytes());
        epochs.encode(encoded);

        LeaderEpochs again = LeaderEpochs.decode(encoded.flip());

        assertThat(encoded.hasRemaining()).isFalse();
        assertThat(again.endOf(5, 100)).isEqualTo(new EpochEndOffset(5, 60));
        assertThat(again.endOf(6, 100)).isEqualTo(new EpochEndOffset(6, 100));
    }
}
