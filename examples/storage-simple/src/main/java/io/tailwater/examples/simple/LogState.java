package io.tailwater.examples.simple;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a log's directory says beside its batches.
 *
 * @param id whose directory it is
 * @param startOffset the log's
 * @param recoveryPoint everything below is known to be on disk
 * @param cutAt where the log is being cut: batches that reach this far are to be removed; {@link #NOT_CUT} mostly
 * @param aborted transactions, in the order of their markers
 */
record LogState(LogId id, long startOffset, long recoveryPoint, long cutAt, List<AbortedTransaction> aborted) {

    static final String FILE_NAME = "state";
    static final long NOT_CUT = Long.MAX_VALUE;

    private static final int FORMAT = 1;

    LogState {
        aborted = List.copyOf(aborted);
    }

    static LogState ofNewLog(LogId id) {
        return new LogState(id, 0, 0, NOT_CUT, List.of());
    }

    LogState cutAt(long offset) {
        return new LogState(id, startOffset, recoveryPoint, offset, aborted);
    }

    byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeUTF(id.topic());
            out.writeLong(id.topicId().getMostSignificantBits());
            out.writeLong(id.topicId().getLeastSignificantBits());
            out.writeInt(id.partition());
            out.writeLong(startOffset);
            out.writeLong(recoveryPoint);
            out.writeLong(cutAt);
            out.writeInt(aborted.size());
            for (AbortedTransaction transaction : aborted) {
                out.writeLong(transaction.producerId());
                out.writeLong(transaction.firstOffset());
                out.writeLong(transaction.lastOffset());
                out.writeLong(transaction.lastStableOffset());
            }
        }
        return bytes.toByteArray();
    }

    static LogState of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != FORMAT) {
                throw new IOException("the state of a log is of a format that this engine does not know");
            }
            LogId id = new LogId(in.readUTF(), new UUID(in.readLong(), in.readLong()), in.readInt());
            long startOffset = in.readLong();
            long recoveryPoint = in.readLong();
            long cutAt = in.readLong();
            List<AbortedTransaction> aborted = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                aborted.add(new AbortedTransaction(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
            }
            return new LogState(id, startOffset, recoveryPoint, cutAt, aborted);
        }
    }
}
