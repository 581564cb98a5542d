package io.tailwater.storage.files;

import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment that is being made to replace others. Owned by the thread that compacts; blocking. */
final class ReplacementSegment implements LogRewrite {

    /** What is forced in between need not be forced at once at the end, when others wait for the disk. */
    private static final int FORCE_EVERY_BYTES = 8 << 20;

    private final SegmentRewriting rewriting;
    private final LogDirectory directory;
    private final Segment[] replaced;
    private final long toOffset;
    private final Segment segment;
    private int forcedTo;
    private boolean ended;

    /** To be called while the log is open: it makes a file. */
    ReplacementSegment(
            SegmentRewriting rewriting,
            LogDirectory directory,
            Segment[] replaced,
            long toOffset,
            int indexIntervalBytes)
            throws IOException {
        this.rewriting = rewriting;
        this.directory = directory;
        this.replaced = replaced;
        this.toOffset = toOffset;
        long baseOffset = replaced[0].baseOffset();
        directory.files().delete(directory.cleanedPath(baseOffset));
        SegmentFile file = new SegmentFile(directory.openFiles(), directory.cleanedPath(baseOffset));
        file.acquireOrCreate();
        this.segment = new Segment(directory, baseOffset, file, indexIntervalBytes).begin();
    }

    @Override
    public long fromOffset() {
        return segment.baseOffset();
    }

    @Override
    public long toOffset() {
        return toOffset;
    }

    @Override
    public void append(ByteBuffer batches) {
        requireOpen();
        check(batches);
        int position = segment.sizeInBytes();
        try {
            segment.file().file().write(batches.duplicate(), position);
            if (position + batches.remaining() - forcedTo >= FORCE_EVERY_BYTES) {
                segment.file().file().force();
                forcedTo = position + batches.remaining();
            }
        } catch (IOException e) {
            throw DiskErrors.describe("writing " + segment, e);
        }
        long end = segment.endOffset();
        for (int at = batches.position(); at < batches.limit(); ) {
            int size = RecordBatchHeader.sizeInBytes(batches, at);
            end = RecordBatchHeader.lastOffset(batches, at) + 1;
            segment.append(
                    position,
                    size,
                    RecordBatchHeader.baseOffset(batches, at),
                    end - 1,
                    RecordBatchHeader.maxTimestamp(batches, at));
            position += size;
            at += size;
        }
        segment.publish(position, end);
    }

    /** Refuses what does not belong here, before anything is written. */
    private void check(ByteBuffer batches) {
        if ((long) segment.sizeInBytes() + batches.remaining() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(segment + " would have more bytes than a segment can");
        }
        long expected = segment.endOffset();
        int at = batches.position();
        while (at < batches.limit()) {
            int remaining = batches.limit() - at;
            int size = remaining < RecordBatchHeader.SIZE ? 0 : RecordBatchHeader.sizeInBytes(batches, at);
            if (size < RecordBatchHeader.SIZE || size > remaining) {
                throw new IllegalArgumentException("no whole batch at byte " + at + " of what is to be rewritten");
            }
            long lastOffset = RecordBatchHeader.lastOffset(batches, at);
            if (RecordBatchHeader.baseOffset(batches, at) < expected
                    || RecordBatchHeader.lastOffsetDelta(batches, at) < 0
                    || lastOffset >= toOffset) {
                throw new IllegalArgumentException("a batch from offset " + RecordBatchHeader.baseOffset(batches, at)
                        + " to " + lastOffset + " is not between " + expected + " and " + toOffset);
            }
            expected = lastOffset + 1;
            at += size;
        }
    }

    @Override
    public boolean commit() {
        requireOpen();
        if (segment.endOffset() != toOffset) {
            throw new IllegalArgumentException("what replaces the segments from " + segment.baseOffset() + " to "
                    + toOffset + " ends at " + segment.endOffset());
        }
        try {
            segment.file().file().force();
            segment.markDurable();
            keepAge();
            boolean done = rewriting.commit(replaced, segment, this::hasMarker);
            end();
            return done;
        } catch (IOException e) {
            throw DiskErrors.describe("putting " + segment + " in its place", e);
        }
    }

    /** Retention goes by the file's time where no batch has one; the names that are forced next take it to the disk. */
    private void keepAge() throws IOException {
        long youngestMillis = -1;
        for (Segment each : replaced) {
            youngestMillis = Math.max(youngestMillis, each.lastModifiedMillis());
        }
        if (youngestMillis >= 0) {
            directory.files().setLastModifiedMillis(segment.file().path(), youngestMillis);
        }
    }

    /** Whether there is a control batch with a record at an offset. */
    private boolean hasMarker(long offset) throws IOException {
        int position = new SegmentSearch(segment).find(offset);
        ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE);
        while (position >= 0 && header.hasRemaining()) {
            if (segment.file().channel().read(header, (long) position + header.position()) < 0) {
                return false;
            }
        }
        return position >= 0
                && RecordBatchHeader.lastOffset(header, 0) == offset
                && RecordBatchHeader.isControl(header, 0)
                && RecordBatchHeader.recordCount(header, 0) > 0;
    }

    @Override
    public void close() {
        if (!ended) {
            end();
        }
    }

    /** Gives the file up unless it has taken another name, and so counts. */
    private void end() {
        ended = true;
        SegmentFile file = segment.file();
        file.release();
        boolean useless = file.path().equals(directory.cleanedPath(segment.baseOffset()));
        try {
            if (useless) {
                rewriting.discard(segment);
            }
        } catch (IOException e) {
            throw DiskErrors.describe("deleting " + segment, e);
        } finally {
            rewriting.ended();
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the rewrite of " + segment + " has ended");
        }
        rewriting.requireWritable();
    }
}
