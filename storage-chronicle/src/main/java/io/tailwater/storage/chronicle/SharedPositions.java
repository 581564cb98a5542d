package io.tailwater.storage.chronicle;

import io.tailwater.spi.LogId;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import io.tailwater.storage.files.LogWatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.io.ReferenceOwner;

/**
 * Shows in a mapped file where logs begin and end, for {@link LogFollower} in other processes; see {@link PositionsLayout}.
 * Thread-safe.
 *
 * <p>The file tells what is, not what was: each start makes it anew, and nothing in it is forced. A log that cannot be shown,
 * on a full disk, is kept as any other, and followers are told that it is not there.
 */
final class SharedPositions {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final int SLOTS_PER_CHUNK = CHUNK_BYTES / PositionsLayout.SLOT_BYTES;

    private final FileLayer files;
    private final Path path;
    private final BitSet used = new BitSet();
    private final List<Chunk> chunks = new ArrayList<>();
    private long openings;

    private record Chunk(MappedBytesStore store, Closeable mapping) {}

    /** Makes the file; blocking. */
    SharedPositions(FileLayer files, Path directory) {
        this.files = files;
        this.path = directory.resolve(PositionsLayout.FILE_NAME);
        try {
            leaveOld();
            begin();
        } catch (IOException e) {
            // Tried again when there is a log to show.
        }
    }

    /** Tells who still follows what the last broker showed, and was killed, that it is over. */
    private void leaveOld() throws IOException {
        if (!files.exists(path)) {
            return;
        }
        try (LogFile old = files.open(path)) {
            if (old.size() >= PositionsLayout.SLOT_BYTES) {
                ByteBuffer left = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
                old.write(left.putLong(0, PositionsLayout.LEFT), PositionsLayout.STATE_AT);
            }
        }
        files.delete(path);
    }

    private void begin() throws IOException {
        MappedBytesStore header = addChunk();
        header.writeLong(PositionsLayout.VERSION_AT, PositionsLayout.VERSION);
        header.writeLong(PositionsLayout.STATE_AT, PositionsLayout.KEPT);
        header.writeOrderedLong(PositionsLayout.MAGIC_AT, PositionsLayout.MAGIC);
    }

    private MappedBytesStore addChunk() throws IOException {
        long start = (long) chunks.size() * CHUNK_BYTES;
        ReferenceOwner owner = ReferenceOwner.temporary("positions");
        try (LogFile file = files.openOrCreate(path)) {
            file.write(ByteBuffer.allocate(CHUNK_BYTES), start);
            MappedBytesStore[] mapped = new MappedBytesStore[1];
            Closeable mapping = file.mapBy(start, CHUNK_BYTES, () -> {
                mapped[0] = Chunks.map(path, start, CHUNK_BYTES, owner);
                return () -> mapped[0].release(owner);
            });
            chunks.add(new Chunk(mapped[0], mapping));
            return mapped[0];
        }
    }

    /** Shows a log from its first position on; blocking. */
    synchronized LogWatch show(LogId id) {
        byte[] name = id.directoryName().getBytes(StandardCharsets.UTF_8);
        int slot = used.nextClearBit(0);
        try {
            if (chunks.isEmpty()) {
                begin();
            }
            while (PositionsLayout.slotAt(slot) >= (long) chunks.size() * CHUNK_BYTES) {
                addChunk();
            }
        } catch (IOException e) {
            return LogWatch.NOBODY;
        }
        used.set(slot);
        MappedBytesStore store = chunks.get((slot + 1) / SLOTS_PER_CHUNK).store();
        long at = PositionsLayout.slotAt(slot);
        store.writeLong(at + PositionsLayout.TOPIC_ID_AT, id.topicId().getMostSignificantBits());
        store.writeLong(
                at + PositionsLayout.TOPIC_ID_AT + Long.BYTES, id.topicId().getLeastSignificantBits());
        store.writeLong(at + PositionsLayout.NAME_LENGTH_AT, name.length);
        store.write(at + PositionsLayout.NAME_AT, name, 0, name.length);
        chunks.get(0).store().writeOrderedLong(PositionsLayout.SLOTS_AT, used.length());
        return new Slot(slot, store, at, ++openings);
    }

    private synchronized void free(int slot) {
        used.clear(slot);
    }

    /** Leaves the file to its followers; every log is closed. */
    synchronized void close() {
        if (chunks.isEmpty()) {
            return;
        }
        chunks.get(0).store().writeOrderedLong(PositionsLayout.STATE_AT, PositionsLayout.LEFT);
        try {
            for (Chunk chunk : chunks) {
                chunk.mapping().close();
            }
            chunks.clear();
            files.delete(path);
        } catch (IOException e) {
            // The next start makes it anew.
        }
    }

    /** Where one log begins and ends. Told by the log. */
    private final class Slot implements LogWatch {

        private final int number;
        private final MappedBytesStore store;
        private final long at;
        private final long opening;
        private long cuts;

        Slot(int number, MappedBytesStore store, long at, long opening) {
            this.number = number;
            this.store = store;
            this.at = at;
            this.opening = opening;
        }

        @Override
        public void begins(long startOffset, long endOffset, long durableOffset) {
            store.writeOrderedLong(at + PositionsLayout.CUTS_AT, ++cuts);
            startOffset(startOffset);
            endOffset(endOffset);
            durableOffset(durableOffset);
            store.writeOrderedLong(at + PositionsLayout.CUTS_AT, ++cuts);
            store.writeOrderedLong(at + PositionsLayout.OPENING_AT, opening);
        }

        @Override
        public void startOffset(long offset) {
            store.writeOrderedLong(at + PositionsLayout.START_AT, offset);
        }

        @Override
        public void endOffset(long offset) {
            store.writeOrderedLong(at + PositionsLayout.END_AT, offset);
        }

        @Override
        public void durableOffset(long offset) {
            store.writeOrderedLong(at + PositionsLayout.DURABLE_AT, offset);
        }

        @Override
        public void close() {
            store.writeOrderedLong(at + PositionsLayout.OPENING_AT, 0);
            free(number);
        }
    }
}
