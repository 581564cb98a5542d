package io.tailwater.storage.chronicle;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SharedPositions} shows, seen by another process with the JDK alone. Owned by one follower.
 */
final class PositionsView {

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Path path;
    private MappedByteBuffer shared;

    /** One log in there. */
    record Slot(long at, long opening, UUID topicId) {}

    /** Where a log begins and ends at one moment; {@code cuts} is another number after any of them fell. */
    record Positions(long cuts, long startOffset, long endOffset, long durableOffset) {}

    private PositionsView(Path path, MappedByteBuffer shared) {
        this.path = path;
        this.shared = shared;
    }

    /** @throws NoSuchFileException when no broker with this engine keeps the directory */
    static PositionsView open(Path directory) throws IOException {
        Path path = directory.resolve(PositionsLayout.FILE_NAME);
        MappedByteBuffer shared = map(path);
        PositionsView view = new PositionsView(path, shared);
        if (shared.capacity() < PositionsLayout.SLOT_BYTES
                || view.read(PositionsLayout.MAGIC_AT) != PositionsLayout.MAGIC) {
            throw new NoSuchFileException(path.toString(), null, "is being made");
        }
        long version = view.read(PositionsLayout.VERSION_AT);
        if (version != PositionsLayout.VERSION) {
            throw new IOException(path + " has version " + version + "; this reader knows " + PositionsLayout.VERSION);
        }
        return view;
    }

    private static MappedByteBuffer map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private long read(long at) {
        return (long) LONGS.getAcquire(shared, (int) at);
    }

    /** Whether a broker still keeps what is mapped, or was killed and not started again. */
    boolean isKept() {
        return read(PositionsLayout.STATE_AT) == PositionsLayout.KEPT;
    }

    /** @return the log with this directory, or null when it is not open */
    @Nullable
    Slot find(String directoryName) throws IOException {
        byte[] name = directoryName.getBytes(StandardCharsets.UTF_8);
        long slots = read(PositionsLayout.SLOTS_AT);
        if (PositionsLayout.slotAt((int) slots) > shared.capacity() && Files.exists(path)) {
            shared = map(path);
        }
        for (int slot = 0; slot < slots && PositionsLayout.slotAt(slot + 1) <= shared.capacity(); slot++) {
            long at = PositionsLayout.slotAt(slot);
            long opening = read(at + PositionsLayout.OPENING_AT);
            if (opening != 0 && hasName(at, name)) {
                UUID topicId = new UUID(
                        read(at + PositionsLayout.TOPIC_ID_AT), read(at + PositionsLayout.TOPIC_ID_AT + Long.BYTES));
                if (read(at + PositionsLayout.OPENING_AT) == opening) {
                    return new Slot(at, opening, topicId);
                }
            }
        }
        return null;
    }

    private boolean hasName(long at, byte[] name) {
        if (read(at + PositionsLayout.NAME_LENGTH_AT) != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (shared.get((int) at + PositionsLayout.NAME_AT + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** @return what a slot shows, or null when it does not show that log any more */
    @Nullable
    Positions positions(Slot slot) {
        while (true) {
            long cuts = read(slot.at() + PositionsLayout.CUTS_AT);
            long start = read(slot.at() + PositionsLayout.START_AT);
            long end = read(slot.at() + PositionsLayout.END_AT);
            long durable = read(slot.at() + PositionsLayout.DURABLE_AT);
            VarHandle.loadLoadFence();
            if (read(slot.at() + PositionsLayout.OPENING_AT) != slot.opening()) {
                return null;
            }
            if (cuts % 2 == 0 && cuts == read(slot.at() + PositionsLayout.CUTS_AT)) {
                return new Positions(cuts, start, end, durable);
            }
            Thread.onSpinWait();
        }
    }
}
