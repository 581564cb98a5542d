package io.tailwater.storage.files;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A segment's index of aborted transactions, in Kafka's format: entries of 34 bytes in the order of their markers. Every method
 * blocks; the caller sees to it that one thread at a time does.
 *
 * <pre>
 *   0  version (0)   2      18  lastOffset         8
 *   2  producerId    8      26  lastStableOffset   8
 *  10  firstOffset   8
 * </pre>
 */
final class TransactionIndexFile {

    static final int ENTRY_BYTES = 2 + 4 * Long.BYTES;

    static final int LAST_OFFSET_AT = 18;

    private static final int READ_BYTES = 256 * ENTRY_BYTES;
    private static final short VERSION = 0;
    private static final int UNKNOWN = -1;

    private final LogDirectory directory;
    private final long baseOffset;
    private Path path;
    private long sizeInBytes = UNKNOWN;

    TransactionIndexFile(LogDirectory directory, long baseOffset) {
        this(directory, baseOffset, directory.abortedPath(baseOffset));
    }

    /** One that has another name for now. */
    TransactionIndexFile(LogDirectory directory, long baseOffset, Path path) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.path = path;
    }

    /** Takes entries one by one. */
    private interface Visitor {

        /** @return whether to go on */
        boolean visit(AbortedTransaction transaction);
    }

    /** Adds entries and forces them. What a failure leaves is overwritten by the next attempt. */
    void append(List<AbortedTransaction> transactions) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(transactions.size() * ENTRY_BYTES);
        for (AbortedTransaction transaction : transactions) {
            bytes.putShort(VERSION)
                    .putLong(transaction.producerId())
                    .putLong(transaction.firstOffset())
                    .putLong(transaction.lastOffset())
                    .putLong(transaction.lastStableOffset());
        }
        bytes.flip();
        detach();
        try (LogFile file = directory.files().openOrCreate(path)) {
            long at = sizeOf(file);
            int added = bytes.remaining();
            file.write(bytes, at);
            file.force();
            sizeInBytes = at + added;
        }
    }

    /** A file with other hard links (a backup, most likely) is replaced by a copy before it is written to. */
    private void detach() throws IOException {
        FileLayer files = directory.files();
        if (files.exists(path) && files.links(path) != 1) {
            FileContents.replace(files, path, FileContents.read(files, path).orElse(new byte[0]));
        }
    }

    private long sizeOf(LogFile file) throws IOException {
        if (sizeInBytes == UNKNOWN) {
            long size = file.size();
            sizeInBytes = size - size % ENTRY_BYTES;
        }
        return sizeInBytes;
    }

    /**
     * Cuts off entries whose markers are at or past an offset, and what is no entry because a crash came while it was written;
     * deletes the file when none is left.
     *
     * @return the last marker's offset, or -1 when the file is gone
     */
    long cut(long fromMarkerOffset) throws IOException {
        long[] kept = {0, -1};
        detach();
        try (LogFile file = directory.files().open(path)) {
            walk(file, 0, transaction -> {
                boolean good = transaction.lastOffset() > kept[1]
                        && transaction.lastOffset() >= baseOffset
                        && transaction.lastOffset() < fromMarkerOffset;
                if (good) {
                    kept[0] += ENTRY_BYTES;
                    kept[1] = transaction.lastOffset();
                }
                return good;
            });
            if (kept[0] > 0 && kept[0] < file.size()) {
                file.truncate(kept[0]);
                file.force();
            }
            sizeInBytes = kept[0];
        } catch (NoSuchFileException e) {
            return -1;
        }
        if (kept[0] == 0) {
            delete();
        }
        return kept[1];
    }

    /**
     * Adds what overlaps a range of offsets.
     *
     * @return whether there can be more in younger files
     */
    boolean collect(long from, long to, List<AbortedTransaction> found) throws IOException {
        boolean[] more = {true};
        try (LogFile file = directory.files().open(path)) {
            walk(file, firstEndingAt(file, from), transaction -> {
                if (transaction.overlaps(from, to)) {
                    found.add(transaction);
                }
                more[0] = transaction.lastStableOffset() < to;
                return more[0];
            });
        } catch (NoSuchFileException e) {
            return true;
        }
        return more[0];
    }

    /** The position of the first entry whose marker is at or past an offset. */
    private long firstEndingAt(LogFile file, long offset) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES);
        long low = 0;
        long high = sizeOf(file) / ENTRY_BYTES;
        while (low < high) {
            long middle = (low + high) >>> 1;
            read(file, entry.clear(), middle * ENTRY_BYTES);
            if (entryAt(entry, 0).lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low * ENTRY_BYTES;
    }

    private void walk(LogFile file, long from, Visitor visitor) throws IOException {
        ByteBuffer some = ByteBuffer.allocate(READ_BYTES);
        long size = sizeOf(file);
        for (long at = from; at < size; at += some.limit()) {
            some.clear().limit((int) Math.min(READ_BYTES, size - at));
            read(file, some, at);
            for (int entry = 0; entry < some.limit(); entry += ENTRY_BYTES) {
                if (!visitor.visit(entryAt(some, entry))) {
                    return;
                }
            }
        }
    }

    private void read(LogFile file, ByteBuffer target, long from) throws IOException {
        while (target.hasRemaining()) {
            if (file.channel().read(target, from + target.position()) < 0) {
                throw new EOFException(path + " ends inside an entry at " + from);
            }
        }
    }

    private static AbortedTransaction entryAt(ByteBuffer buffer, int at) {
        return new AbortedTransaction(
                buffer.getLong(at + 2), buffer.getLong(at + 10), buffer.getLong(at + 18), buffer.getLong(at + 26));
    }

    /** Gives the file another name; the directory is not forced. */
    void rename(Path to) throws IOException {
        directory.files().rename(path, to);
        path = to;
    }

    void delete() throws IOException {
        directory.files().delete(path);
        sizeInBytes = 0;
    }
}
