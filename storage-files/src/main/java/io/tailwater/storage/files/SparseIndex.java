package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rising keys with rising values, the older entries in a file, the younger in memory. The log's writer adds, any thread
 * looks up, and a worker writes entries out from time to time; an entry is always in one of both places. Nothing is lost
 * when writing out fails.
 *
 * <pre>
 *   .index      key: relative offset (4)    value: position (4)
 *   .timeindex  key: timestamp, millis (8)  value: relative offset (4)
 * </pre>
 */
final class SparseIndex {

    static final int OFFSET_ENTRY_BYTES = 8;
    static final int TIME_ENTRY_BYTES = 12;

    private static final int FIRST_CHUNK = 16;
    private static final int LARGEST_CHUNK = 1024;
    private static final int BLOCK_ENTRIES = 256;

    private static final ThreadLocal<ByteBuffer> BLOCKS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BLOCK_ENTRIES * TIME_ENTRY_BYTES));

    private final int entryBytes;
    private final SegmentFile file;
    private volatile Entries entries;

    /** How many of the entries in memory are in the file too. */
    private int alreadyWritten;

    private boolean nameForced;

    /** The entries there are: how many in the file, and those in memory that follow them. */
    private record Entries(
            int inFile,
            @SuppressWarnings("ArrayRecordComponent") Chunk[] chunks) {}

    /** What is there at a moment: entries, and how many of them each chunk has. */
    record Snapshot(
            Entries entries,
            @SuppressWarnings("ArrayRecordComponent") int[] counts) {}

    /** An entry found; one in memory needs no doubt, one from a file may have been damaged while no process was there. */
    record Entry(long key, int value, boolean fromFile) {}

    SparseIndex(int entryBytes, SegmentFile file, int entriesInFile) {
        this.entryBytes = entryBytes;
        this.file = file;
        this.entries = new Entries(entriesInFile, new Chunk[0]);
        this.nameForced = entriesInFile > 0;
    }

    SegmentFile file() {
        return file;
    }

    // ---- the writer

    void add(long key, int value) {
        Chunk[] chunks = entries.chunks;
        Chunk last = chunks.length == 0 ? null : chunks[chunks.length - 1];
        if (last == null || last.isFull()) {
            last = addChunk(last == null ? FIRST_CHUNK : Math.min(LARGEST_CHUNK, 4 * last.keys.length));
        }
        last.add(key, value);
    }

    private synchronized Chunk addChunk(int capacity) {
        Chunk chunk = new Chunk(capacity);
        Chunk[] longer = Arrays.copyOf(entries.chunks, entries.chunks.length + 1);
        longer[longer.length - 1] = chunk;
        entries = new Entries(entries.inFile, longer);
        return chunk;
    }

    /** Whether so much is in memory that it should be written out. */
    boolean isHeavy() {
        Chunk[] chunks = entries.chunks;
        return chunks.length > 1 && chunks[chunks.length - 2].keys.length == LARGEST_CHUNK;
    }

    // ---- workers, one at a time

    Snapshot snapshot() {
        Entries now = entries;
        return new Snapshot(
                now, Arrays.stream(now.chunks).mapToInt(chunk -> chunk.count).toArray());
    }

    /**
     * Writes entries to the file, and forgets those in memory that need not stay there; blocking.
     *
     * @param snapshot the youngest there is
     * @param all whether to forget also those of the chunk being filled, which only a writer at rest allows
     * @param forced whether to force them, and the file's name where it is new
     */
    void writeOut(Snapshot snapshot, boolean all, boolean forced) throws IOException {
        Entries before = snapshot.entries;
        int[] counts = snapshot.counts;
        int chunks = counts.length;
        int count = Arrays.stream(counts).sum();
        if (count == 0 || (!all && count == alreadyWritten)) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(count * entryBytes);
        for (int i = 0; i < chunks; i++) {
            before.chunks[i].writeTo(bytes, entryBytes, counts[i]);
        }
        if (!file.acquireOrCreate()) {
            return;
        }
        try {
            file.file().write(bytes.flip(), (long) before.inFile * entryBytes);
            if (forced) {
                forceWritten();
            }
        } finally {
            file.release();
        }
        int forgotten = all ? chunks : chunks - 1;
        alreadyWritten = all ? 0 : counts[chunks - 1];
        synchronized (this) {
            Chunk[] now = entries.chunks;
            entries =
                    new Entries(before.inFile + count - alreadyWritten, Arrays.copyOfRange(now, forgotten, now.length));
        }
    }

    private void forceWritten() throws IOException {
        file.file().force();
        if (!nameForced) {
            file.forceName();
            nameForced = true;
        }
    }

    /** Forces what is in the file, if it was ever opened; blocking. */
    void force() throws IOException {
        if (entries.inFile > 0 && file.acquire()) {
            try {
                file.file().force();
            } finally {
                file.release();
            }
        }
    }

    // ---- readers

    int size() {
        Entries now = entries;
        int count = now.inFile;
        for (Chunk chunk : now.chunks) {
            count += chunk.count;
        }
        return count;
    }

    /** Whether looking up anything can mean reading a file that is closed now. */
    boolean mayHaveToOpen() {
        return entries.inFile > 0 && !file.isOpen();
    }

    /**
     * How many entries of the file, from the first on, rise in key and value and stay below these; blocking.
     *
     * @return less than there are also where the file holds what was never written there
     */
    int countRising(long keysBelow, long valuesBelow) throws IOException {
        if (entries.inFile == 0 || !file.acquire()) {
            return 0;
        }
        try {
            ByteBuffer block = BLOCKS.get();
            long key = -1;
            int value = -1;
            for (int from = 0; from < entries.inFile; from += BLOCK_ENTRIES) {
                int count = Math.min(BLOCK_ENTRIES, entries.inFile - from);
                read(block, from, count);
                for (int i = 0; i < count; i++) {
                    boolean rises = key(block, i) > key && value(block, i) > value;
                    if (!rises || key(block, i) >= keysBelow || value(block, i) >= valuesBelow) {
                        return from + i;
                    }
                    key = key(block, i);
                    value = value(block, i);
                }
            }
            return entries.inFile;
        } finally {
            file.release();
        }
    }

    /** Forgets all but the first entries of the file; blocking. Nothing is in memory. */
    void shorten(int count) throws IOException {
        if (count < entries.inFile && file.acquire()) {
            try {
                file.file().truncate((long) count * entryBytes);
            } finally {
                file.release();
            }
            entries = new Entries(count, new Chunk[0]);
        }
    }

    @Nullable
    Entry last() throws IOException {
        return floor(Long.MAX_VALUE, true);
    }

    /** The greatest entry whose key is at most this. */
    @Nullable
    Entry floorByKey(long key) throws IOException {
        return floor(key, true);
    }

    /** The greatest entry whose value is at most this. */
    @Nullable
    Entry floorByValue(int value) throws IOException {
        return floor(value, false);
    }

    /** The value of the greatest entry whose key is at most this, 0 when there is none; -1 when the file would have to be asked. */
    int floorInMemory(long key) {
        Entries now = entries;
        Chunk[] chunks = now.chunks;
        for (int i = chunks.length - 1; i >= 0; i--) {
            int at = chunks[i].floor(key, true);
            if (at >= 0) {
                return chunks[i].values[at];
            }
        }
        return now.inFile == 0 ? 0 : -1;
    }

    /** Reads the entries of the file between two keys, so that looking them up does not wait for a disk; blocking. */
    void load(long fromKey, long toKey) throws IOException {
        int inFile = entries.inFile;
        if (inFile == 0 || !file.acquire()) {
            return;
        }
        try {
            ByteBuffer block = BLOCKS.get();
            long last = -1;
            for (int from = blockFor(fromKey, true, inFile); from < inFile && last < toKey; from += BLOCK_ENTRIES) {
                int count = Math.min(BLOCK_ENTRIES, inFile - from);
                read(block, from, count);
                last = key(block, count - 1);
            }
        } finally {
            file.release();
        }
    }

    private @Nullable Entry floor(long target, boolean byKey) throws IOException {
        Entries now = entries;
        for (int i = now.chunks.length - 1; i >= 0; i--) {
            Chunk chunk = now.chunks[i];
            int at = chunk.floor(target, byKey);
            if (at >= 0) {
                return new Entry(chunk.keys[at], chunk.values[at], false);
            }
        }
        return now.inFile == 0 ? null : floorInFile(target, byKey, now.inFile);
    }

    private @Nullable Entry floorInFile(long target, boolean byKey, int inFile) throws IOException {
        if (!file.acquire()) {
            return null;
        }
        try {
            ByteBuffer block = BLOCKS.get();
            int low = blockFor(target, byKey, inFile);
            int count = Math.min(BLOCK_ENTRIES, inFile - low);
            read(block, low, count);
            int at = count - 1;
            while (at >= 0 && (byKey ? key(block, at) : value(block, at)) > target) {
                at--;
            }
            return at < 0 ? null : new Entry(key(block, at), value(block, at), true);
        } finally {
            file.release();
        }
    }

    /** Where the entries begin among which is the last that is at most this, if any is. */
    private int blockFor(long target, boolean byKey, int inFile) throws IOException {
        int low = 0;
        int high = inFile; // the answer is in [low - 1, high)
        ByteBuffer block = BLOCKS.get();
        while (high - low > BLOCK_ENTRIES) {
            int middle = (low + high) >>> 1;
            read(block, middle, 1);
            if ((byKey ? key(block, 0) : value(block, 0)) <= target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void read(ByteBuffer block, int from, int count) throws IOException {
        block.clear().limit(count * entryBytes);
        long start = (long) from * entryBytes;
        while (block.hasRemaining()) {
            if (file.channel().read(block, start + block.position()) < 0) {
                throw new IOException(file.path() + " ends before entry " + (from + count));
            }
        }
    }

    private long key(ByteBuffer block, int at) {
        return entryBytes == OFFSET_ENTRY_BYTES ? block.getInt(at * entryBytes) : block.getLong(at * entryBytes);
    }

    private int value(ByteBuffer block, int at) {
        return block.getInt((at + 1) * entryBytes - Integer.BYTES);
    }

    /** Some entries in memory: filled by the writer, published by the count. */
    private static final class Chunk {

        private final long[] keys;
        private final int[] values;
        private volatile int count;

        Chunk(int capacity) {
            keys = new long[capacity];
            values = new int[capacity];
        }

        boolean isFull() {
            return count == keys.length;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        void add(long key, int value) {
            keys[count] = key;
            values[count] = value;
            count++;
        }

        int floor(long target, boolean byKey) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if ((byKey ? keys[middle] : values[middle]) <= target) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }

        void writeTo(ByteBuffer target, int entryBytes, int entries) {
            for (int i = 0; i < entries; i++) {
                if (entryBytes == OFFSET_ENTRY_BYTES) {
                    target.putInt((int) keys[i]);
                } else {
                    target.putLong(keys[i]);
                }
                target.putInt(values[i]);
            }
        }
    }
}
