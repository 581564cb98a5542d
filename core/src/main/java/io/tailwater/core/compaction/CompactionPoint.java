package io.tailwater.core.compaction;

import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How far a log is compacted, kept in a blob of it. A crash may bring an older one back, which only makes compaction look at
 * more.
 *
 * <pre>
 *   0  version             2      10  nextHorizonMillis  8
 *   2  dirtyFrom           8      18  crc (CRC-32C)      4
 * </pre>
 *
 * @param dirtyFrom offsets below it are compacted
 * @param nextHorizonMillis when the earliest of what is kept for a while may go; {@code Long.MAX_VALUE} when there is nothing
 */
record CompactionPoint(long dirtyFrom, long nextHorizonMillis) {

    static final String BLOB = "tailwater-compaction";

    private static final short VERSION = 1;
    private static final int CRC_AT = Short.BYTES + 2 * Long.BYTES;
    private static final int BYTES = CRC_AT + Integer.BYTES;

    /** A log's; blocking. One that was never compacted, or whose point is damaged, begins at the start. */
    static CompactionPoint read(PartitionLog log) {
        long start = log.startOffset();
        ByteBuffer bytes = ByteBuffer.wrap(log.readBlob(BLOB).orElse(new byte[0]));
        if (bytes.remaining() != BYTES || bytes.getShort(0) != VERSION || bytes.getInt(CRC_AT) != crc(bytes)) {
            return new CompactionPoint(start, Long.MAX_VALUE);
        }
        long dirtyFrom = bytes.getLong(Short.BYTES);
        boolean here = dirtyFrom <= log.endOffset();
        return new CompactionPoint(here ? Math.max(start, dirtyFrom) : start, bytes.getLong(Short.BYTES + Long.BYTES));
    }

    /** Blocking. */
    void write(PartitionLog log) {
        ByteBuffer bytes =
                ByteBuffer.allocate(BYTES).putShort(VERSION).putLong(dirtyFrom).putLong(nextHorizonMillis);
        log.writeBlob(BLOB, bytes.putInt(crc(bytes)).array());
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
