package io.tailwater.storage.mmap;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes a file like a commit journal's, byte for byte as the test wants it. Owned by one test. */
final class ForgedJournal {

    static final int MAGIC = 0x7477_636a;
    static final int LENGTH_AT = 4;
    static final int GENERATION_AT = 12;

    /** What stands in a frame before the first log's batches. */
    static final int BEFORE_BATCHES = 20 + 36;

    private final ByteBuffer file;
    private int begin;

    /** @param bytes of both halves */
    ForgedJournal(int bytes) {
        this.file = ByteBuffer.allocate(bytes);
    }

    /** Begins a frame where the last one ended. */
    ForgedJournal frame(long generation) {
        begin = file.position();
        file.putInt(MAGIC).putInt(0).putInt(0).putLong(generation);
        return this;
    }

    ForgedJournal entry(LogId id, long offset, ByteBuffer... batches) {
        int bytes = 0;
        for (ByteBuffer batch : batches) {
            bytes += batch.remaining();
        }
        file.putLong(id.topicId().getMostSignificantBits())
                .putLong(id.topicId().getLeastSignificantBits())
                .putInt(id.partition())
                .putInt(id.topic().hashCode())
                .putLong(offset)
                .putInt(bytes);
        for (ByteBuffer batch : batches) {
            file.put(batch.duplicate());
        }
        return this;
    }

    /** An entry as the journal writes it. */
    ForgedJournal entry(LogId id, ByteBuffer... batches) {
        return entry(id, RecordBatchHeader.baseOffset(batches[0], 0), batches);
    }

    /** Ends the frame, with the length and the CRC it ought to have. @return where it begins */
    int end() {
        file.putInt(begin + LENGTH_AT, file.position() - begin - 12);
        CRC32C crc = new CRC32C();
        crc.update(file.slice(begin + 12, file.position() - begin - 12));
        file.putInt(begin + 8, (int) crc.getValue());
        return begin;
    }

    /** Goes on in the second half. */
    ForgedJournal secondHalf() {
        file.position(file.capacity() / 2);
        return this;
    }

    ForgedJournal putInt(int position, int value) {
        file.putInt(position, value);
        return this;
    }

    ForgedJournal flipBit(int position) {
        file.put(position, (byte) (file.get(position) ^ 1));
        return this;
    }

    void writeTo(Path path) throws IOException {
        Files.write(path, file.array());
    }
}
