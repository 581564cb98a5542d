package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link CommitJournal} writes at once: batches of many logs. All of a frame counts, or nothing. Owned by one thread at
 * a time, and used again and again.
 *
 * <pre>
 *   magic        int32
 *   length       int32   of what follows the checksum
 *   crc          uint32  CRC-32C of it
 *   generation   int64   of the half it is in
 *   for each log:
 *     topic id   uuid
 *     partition  int32
 *     name       int32   hash of the topic's name: a copied directory has the same id
 *     offset     int64   where its batches begin; what was noted of the log from there on before counts no more
 *     length     int32   0 where the log was cut at the offset
 *     batches
 * </pre>
 */
final class JournalFrame {

    /** The most a frame takes, and what a log may bring to one: more is better forced where it is. */
    static final int MOST_BYTES = 256 << 10;

    static final int MOST_BYTES_OF_LOG = 32 << 10;

    private static final int MAGIC = 0x7477_636a;
    private static final int HEADER_BYTES = 12;
    private static final int GENERATION_BYTES = 8;
    private static final int ENTRY_BYTES = 36;

    /** What every frame begins with. */
    static final int START_BYTES = HEADER_BYTES + GENERATION_BYTES;

    private final ByteBuffer buffer;

    /** A frame that takes as much as there may be. */
    JournalFrame() {
        this(MOST_BYTES);
    }

    /** A frame for notes alone. */
    JournalFrame(int bytes) {
        this.buffer = ByteBuffer.allocateDirect(bytes);
    }

    /** Which log, as far as a frame says. */
    record LogKey(UUID topicId, int partition, int nameHash) {

        static LogKey of(LogId id) {
            return new LogKey(id.topicId(), id.partition(), id.topic().hashCode());
        }
    }

    /**
     * Batches of one log that stand in a frame.
     *
     * @param position of the first, in the journal's file
     */
    record Entry(LogKey log, long offset, int position, int bytes) {}

    /** A frame that was read. */
    record Found(long generation, int bytes, List<Entry> entries) {}

    // ---- writing

    JournalFrame begin() {
        buffer.clear().position(START_BYTES);
        return this;
    }

    boolean hasRoom(int bytes) {
        return buffer.remaining() >= ENTRY_BYTES + bytes;
    }

    /** Adds what stands in a log's file, whole batches; blocking. What is in the frame stays as it is when it fails. */
    void add(LogId id, FileChannel from, int position, int end) throws IOException {
        int entry = buffer.position();
        int batches = entry + ENTRY_BYTES;
        buffer.limit(batches + end - position).position(batches);
        try {
            while (buffer.hasRemaining()) {
                if (from.read(buffer, position + buffer.position() - batches) < 0) {
                    throw new IOException("log " + id + " ends before position " + end);
                }
            }
            long offset = RecordBatchHeader.baseOffset(buffer, batches);
            describe(entry, id, offset, end - position);
        } catch (IOException | RuntimeException e) {
            buffer.position(entry);
            throw e;
        } finally {
            buffer.limit(buffer.capacity());
        }
    }

    /** Notes that a log was cut. */
    void addCut(LogId id, long offset) {
        int entry = buffer.position();
        buffer.position(entry + ENTRY_BYTES);
        describe(entry, id, offset, 0);
    }

    private void describe(int at, LogId id, long offset, int bytes) {
        buffer.putLong(at, id.topicId().getMostSignificantBits());
        buffer.putLong(at + 8, id.topicId().getLeastSignificantBits());
        buffer.putInt(at + 16, id.partition());
        buffer.putInt(at + 20, id.topic().hashCode());
        buffer.putLong(at + 24, offset);
        buffer.putInt(at + 32, bytes);
    }

    int sizeInBytes() {
        return buffer.position();
    }

    /** @return all of it, to be written */
    ByteBuffer finish(long generation) {
        int end = buffer.position();
        buffer.putInt(0, MAGIC);
        buffer.putInt(4, end - HEADER_BYTES);
        buffer.putLong(HEADER_BYTES, generation);
        buffer.putInt(8, checksum(buffer, end - HEADER_BYTES));
        return buffer.duplicate().flip();
    }

    // ---- reading

    /**
     * Reads a frame; blocking.
     *
     * @param position where it begins in the journal's file
     * @param end where the half ends
     * @return null where there is no good one
     */
    @Nullable
    Found read(FileChannel journal, int position, int end) throws IOException {
        if (!fill(journal, position, HEADER_BYTES, end) || !mayBegin(buffer, 0)) {
            return null;
        }
        int length = buffer.getInt(4);
        int crc = buffer.getInt(8);
        if (length < GENERATION_BYTES || length > MOST_BYTES - HEADER_BYTES) {
            return null;
        }
        if (!fill(journal, position, HEADER_BYTES + length, end) || checksum(buffer, length) != crc) {
            return null;
        }
        List<Entry> entries = entries(position, HEADER_BYTES + length);
        return entries == null ? null : new Found(generation(buffer, 0), HEADER_BYTES + length, entries);
    }

    /** Whether a frame may begin here, as far as its first bytes say. */
    static boolean mayBegin(ByteBuffer bytes, int at) {
        return bytes.getInt(at) == MAGIC;
    }

    /** The generation of a frame that begins here. */
    static long generation(ByteBuffer bytes, int at) {
        return bytes.getLong(at + HEADER_BYTES);
    }

    /** @return null when they are none that this writes */
    private @Nullable List<Entry> entries(int position, int end) {
        List<Entry> entries = new ArrayList<>();
        int at = START_BYTES;
        while (at < end) {
            int bytes = end - at < ENTRY_BYTES ? -1 : buffer.getInt(at + 32);
            if (bytes < 0 || bytes > end - at - ENTRY_BYTES || buffer.getLong(at + 24) < 0) {
                return null;
            }
            entries.add(new Entry(
                    new LogKey(
                            new UUID(buffer.getLong(at), buffer.getLong(at + 8)),
                            buffer.getInt(at + 16),
                            buffer.getInt(at + 20)),
                    buffer.getLong(at + 24),
                    position + at + ENTRY_BYTES,
                    bytes));
            at += ENTRY_BYTES + bytes;
        }
        return entries;
    }

    private boolean fill(FileChannel journal, int position, int bytes, int end) throws IOException {
        if (bytes > end - position) {
            return false;
        }
        buffer.clear().limit(bytes);
        while (buffer.hasRemaining()) {
            if (journal.read(buffer, (long) position + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(ByteBuffer buffer, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().clear().position(HEADER_BYTES).limit(HEADER_BYTES + length));
        return (int) crc.getValue();
    }
}
