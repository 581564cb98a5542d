package io.tailwater.core.partition;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which leader epoch began at which offset of one log (KIP-101). Owned by the partition's shard.
 *
 * <p>Entries rise in both epoch and offset; there are as many as there were unclean starts with records after them, so a
 * linear look suffices.
 */
final class LeaderEpochs {

    static final int UNKNOWN_EPOCH = -1;
    static final long UNKNOWN_OFFSET = -1;

    private static final int ENTRY_BYTES = Integer.BYTES + Long.BYTES;

    private int[] epochs = new int[2];
    private long[] startOffsets = new long[2];
    private int count;

    /** Notes that records from {@code startOffset} on have this epoch; an epoch not above the last one changes nothing. */
    void begin(int epoch, long startOffset) {
        if (count > 0 && epoch <= epochs[count - 1]) {
            return;
        }
        while (count > 0 && startOffsets[count - 1] >= startOffset) {
            count--; // An epoch without records leaves no trace.
        }
        if (count == epochs.length) {
            epochs = Arrays.copyOf(epochs, count * 2);
            startOffsets = Arrays.copyOf(startOffsets, count * 2);
        }
        epochs[count] = epoch;
        startOffsets[count] = startOffset;
        count++;
    }

    /** Forgets epochs that ended at or before the log's new first offset. */
    void startMovedTo(long startOffset) {
        int ended = 0;
        while (ended + 1 < count && startOffsets[ended + 1] <= startOffset) {
            ended++;
        }
        if (ended > 0) {
            System.arraycopy(epochs, ended, epochs, 0, count - ended);
            System.arraycopy(startOffsets, ended, startOffsets, 0, count - ended);
            count -= ended;
        }
        if (count > 0 && startOffsets[0] < startOffset) {
            startOffsets[0] = startOffset;
        }
    }

    /** The epoch of the record at an offset, or of the last record before it; -1 when not known. */
    int epochAt(long offset) {
        for (int i = count - 1; i >= 0; i--) {
            if (startOffsets[i] <= offset) {
                return epochs[i];
            }
        }
        return UNKNOWN_EPOCH;
    }

    /**
     * Where an epoch ended, as Kafka's leader answers it.
     *
     * @param requested the epoch asked for
     * @param logEndOffset the offset after the log's last record
     * @return the largest epoch at most {@code requested} and the offset after its last record; both -1 when the epoch is
     *     larger than any known; {@code requested} itself, with the first offset known, when it is smaller than any
     */
    EpochEndOffset endOf(int requested, long logEndOffset) {
        if (count == 0 || requested < 0 || requested > epochs[count - 1]) {
            return new EpochEndOffset(UNKNOWN_EPOCH, UNKNOWN_OFFSET);
        }
        if (requested == epochs[count - 1]) {
            return new EpochEndOffset(requested, logEndOffset);
        }
        int higher = 0;
        while (epochs[higher] <= requested) {
            higher++;
        }
        int floor = higher == 0 ? requested : epochs[higher - 1];
        return new EpochEndOffset(floor, startOffsets[higher]);
    }

    int encodedBytes() {
        return Integer.BYTES + count * ENTRY_BYTES;
    }

    /** Writes {@code count}, then per entry epoch and start offset. */
    void encode(ByteBuffer target) {
        target.putInt(count);
        for (int i = 0; i < count; i++) {
            target.putInt(epochs[i]).putLong(startOffsets[i]);
        }
    }

    static LeaderEpochs decode(ByteBuffer source) {
        LeaderEpochs decoded = new LeaderEpochs();
        for (int left = source.getInt(); left > 0; left--) {
            decoded.begin(source.getInt(), source.getLong());
        }
        return decoded;
    }
}
