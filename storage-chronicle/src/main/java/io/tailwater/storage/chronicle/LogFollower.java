package io.tailwater.storage.chronicle;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log in another process than the broker that writes it, without the broker: from the files, as far as the engine
 * {@code chronicle} shows in shared memory that they are written. Asking whether there is more is a few loads from memory and
 * no system call. Needs the JDK only, and no JVM options.
 *
 * <p>What it reads are record batches as they are stored: compressed, with control batches, and with transactions that are open
 * or aborted. It goes on where it is when the broker is stopped, killed and started again. Not thread-safe.
 */
public final class LogFollower implements AutoCloseable {

    private static final int LEAST_READ_BYTES = 16 << 10;
    private static final int MOST_READ_BYTES = 4 << 20;

    private final Path directory;
    private final String log;
    private @Nullable PositionsView view;
    private PositionsView.@Nullable Slot slot;
    private @Nullable UUID topicId;

    /** What was shown last; stays while no broker runs. */
    private PositionsView.Positions shown;

    /** Rises when what was read may not be true any more. */
    private long changes;

    private @Nullable FollowedSegment segment;
    private long position;

    /** How much to read at once: little where what is new is little, since zeros may follow. */
    private int readBytes = LEAST_READ_BYTES;

    /** How large the first batch is of which not all was read. */
    private int missingBytes;

    private LogFollower(Path directory, String log) throws IOException {
        this.directory = directory;
        this.log = log;
        this.shown = new PositionsView.Positions(-1, 0, 0, 0);
        look();
        if (slot == null) {
            throw new NoSuchFileException(
                    directory.resolve(log).toString(), null, "is not open: a broker with engine chronicle has to run");
        }
        this.position = shown.startOffset();
    }

    /**
     * Begins at the log's start offset.
     *
     * @param dataDirectory the broker's
     * @throws NoSuchFileException when no broker with this engine has the partition open
     */
    public static LogFollower open(Path dataDirectory, String topic, int partition) throws IOException {
        return new LogFollower(dataDirectory, topic + "-" + partition);
    }

    /** The first offset that {@link #poll} gives next, or that lies in the batch it gives next. */
    public long position() {
        return position;
    }

    /** Goes on at another offset, from {@link #startOffset()} to {@link #endOffset()}. */
    public void seek(long offset) throws IOException {
        position = offset;
        leaveSegment();
    }

    /** The first offset that can be read now. */
    public long startOffset() throws IOException {
        look();
        return shown.startOffset();
    }

    /** The offset after the last that can be read now. */
    public long endOffset() throws IOException {
        look();
        return shown.endOffset();
    }

    /** Everything below this survives power loss. */
    public long durableOffset() throws IOException {
        look();
        return shown.durableOffset();
    }

    /** Whether a broker has the log open. A broker that was killed seems to run until it is started again. */
    public boolean isOpen() throws IOException {
        look();
        return slot != null;
    }

    /**
     * Gives the batches from the position on, and moves behind them.
     *
     * @param target whole batches are put at its position, as many as have room
     * @return how many bytes were put; 0 when there is nothing new
     * @throws OffsetOutOfRangeException when the position was deleted or cut off, after which {@link #seek} is needed
     * @throws IllegalArgumentException when the buffer has no room for the next batch
     * @throws NoSuchFileException when the log was deleted
     */
    public int poll(ByteBuffer target) throws IOException {
        int from = target.position();
        while (true) {
            look();
            checkRange();
            if (position == shown.endOffset() || !hasSegment()) {
                return 0;
            }
            long before = changes;
            long next = read(target, shown.endOffset());
            look();
            if (changes != before || position < shown.startOffset()) {
                target.position(from); // perhaps read while it was cut off or deleted
            } else if (target.position() > from) {
                move(target.position() - from, next);
                return target.position() - from;
            } else if (!findNext()) {
                return 0;
            }
        }
    }

    private void checkRange() throws IOException {
        if (position < shown.startOffset() || position > shown.endOffset()) {
            leaveSegment();
            throw new OffsetOutOfRangeException(position, shown.startOffset(), shown.endOffset());
        }
    }

    // ---- batches

    /** Leaves in the buffer the whole batches below an end. @return the offset after them, or the position without any */
    private long read(ByteBuffer target, long endOffset) throws IOException {
        int from = target.position();
        int room = target.remaining();
        int asked = Math.min(room, readBytes);
        long next = read(target, asked, endOffset);
        if (target.position() == from && missingBytes > asked) {
            if (missingBytes > room) {
                throw new IllegalArgumentException(
                        "the next batch has " + missingBytes + " bytes, the buffer room for " + room);
            }
            asked = missingBytes;
            next = read(target, asked, endOffset);
        }
        boolean isMore = target.position() - from > asked / 2;
        readBytes = isMore ? Math.min(MOST_READ_BYTES, readBytes * 2) : LEAST_READ_BYTES;
        return next;
    }

    private long read(ByteBuffer target, int bytes, long endOffset) throws IOException {
        int from = target.position();
        int room = target.limit();
        Objects.requireNonNull(segment).read(target.limit(from + bytes));
        int limit = target.position();
        target.limit(room);
        int at = from;
        long next = position;
        missingBytes = 0;
        while (limit - at >= RecordBatchHeader.SIZE) {
            int size = RecordBatchHeader.sizeInBytes(target, at);
            if (size < RecordBatchHeader.SIZE || RecordBatchHeader.baseOffset(target, at) >= endOffset) {
                break;
            }
            if (size > limit - at) {
                missingBytes = size;
                break;
            }
            next = RecordBatchHeader.lastOffset(target, at) + 1;
            at += size;
        }
        target.position(at);
        return next;
    }

    private void move(int bytes, long next) {
        Objects.requireNonNull(segment).skip(bytes);
        position = next;
    }

    // ---- segments

    private boolean hasSegment() throws IOException {
        if (segment == null) {
            segment = FollowedSegment.find(directory.resolve(log), position, null);
        }
        return segment != null;
    }

    /** Goes to the segment that has the position by now. @return false when there is none yet */
    private boolean findNext() throws IOException {
        FollowedSegment found = FollowedSegment.find(directory.resolve(log), position, segment);
        if (found != null) {
            leaveSegment();
            segment = found;
        }
        return found != null;
    }

    private void leaveSegment() throws IOException {
        if (segment != null) {
            segment.close();
            segment = null;
        }
    }

    // ---- what the broker shows

    private void look() throws IOException {
        PositionsView.Positions now = positions();
        if (now == null && lookAgain()) {
            now = positions();
        }
        if (now != null) {
            if (now.cuts() != shown.cuts()) {
                changes++;
                leaveSegment();
            }
            shown = now;
        }
    }

    /** @return null when the log is not shown where it was */
    private PositionsView.@Nullable Positions positions() {
        PositionsView current = view;
        PositionsView.Slot known = slot;
        return current == null || known == null || !current.isKept() ? null : current.positions(known);
    }

    /** The log was closed, or the broker started anew. @return whether it is shown again */
    private boolean lookAgain() throws IOException {
        if (slot != null) {
            slot = null;
            changes++;
            leaveSegment();
        }
        if (!Files.isDirectory(directory.resolve(log))) {
            throw new NoSuchFileException(directory.resolve(log).toString(), null, "was deleted");
        }
        if (view == null || !view.isKept()) {
            try {
                view = PositionsView.open(directory);
            } catch (NoSuchFileException e) {
                return false; // no broker runs
            }
        }
        PositionsView.Slot found = view.find(log);
        if (found != null && topicId != null && !topicId.equals(found.topicId())) {
            throw new NoSuchFileException(directory.resolve(log).toString(), null, "belongs to another topic now");
        }
        slot = found;
        topicId = found == null ? topicId : found.topicId();
        return found != null;
    }

    @Override
    public void close() throws IOException {
        leaveSegment();
    }
}
