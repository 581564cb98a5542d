package io.tailwater.examples.simple;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of batches, and where each of them is. Guarded by the monitor of its log, but for the file itself.
 *
 * <p>It begins at the very offset where the one before ended, also where the next batch begins later: so a file that power loss
 * took from between two others is missed.
 */
final class Segment {

    static final String SUFFIX = ".log";

    private static final int NAME_DIGITS = 20;

    private final long baseOffset;
    private final Path path;
    private final LogFile file;
    private final List<Batch> batches = new ArrayList<>();
    private long size;

    Segment(long baseOffset, Path path, LogFile file) {
        this.baseOffset = baseOffset;
        this.path = path;
        this.file = file;
    }

    static String fileName(long baseOffset) {
        return String.format("%0" + NAME_DIGITS + "d", baseOffset) + SUFFIX;
    }

    static boolean isFileName(String name) {
        return name.matches("\\d{" + NAME_DIGITS + "}\\" + SUFFIX);
    }

    static long baseOffsetOf(Path file) {
        return Long.parseLong(file.getFileName().toString().substring(0, NAME_DIGITS));
    }

    long baseOffset() {
        return baseOffset;
    }

    long endOffset() {
        return batches.isEmpty() ? baseOffset : batches.get(batches.size() - 1).lastOffset() + 1;
    }

    Path path() {
        return path;
    }

    LogFile file() {
        return file;
    }

    List<Batch> batches() {
        return batches;
    }

    long size() {
        return size;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Whether a batch must go to the next segment, if this one is not empty. */
    boolean isFullFor(Batch batch, LogOptions options) {
        return size + batch.size() > options.segmentBytes()
                || batch.maxTimestampMillis() - batches.get(0).maxTimestampMillis() > options.segmentMillis();
    }

    /** Writes a batch behind the others. */
    void append(Batch batch, ByteBuffer bytes) throws IOException {
        file.write(bytes, size);
        found(batch);
    }

    /** Takes note of a batch that is in the file behind the others. */
    void found(Batch batch) {
        batches.add(batch.movedTo(size));
        size += batch.size();
    }

    /** Forgets all but the first batches; their bytes stay in the file. */
    void keepFirst(int count) {
        batches.subList(count, batches.size()).clear();
        size = count == 0
                ? 0
                : batches.get(count - 1).position() + batches.get(count - 1).size();
    }

    /** How many batches end before an offset. */
    int countBefore(long offset) {
        int low = 0;
        int high = batches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batches.get(middle).lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    SegmentInfo info(boolean active) {
        long maxTimestamp =
                batches.stream().mapToLong(Batch::maxTimestampMillis).max().orElse(-1);
        long firstTimestamp = batches.isEmpty() ? -1 : batches.get(0).maxTimestampMillis();
        return new SegmentInfo(baseOffset, endOffset(), size, firstTimestamp, maxTimestamp, active);
    }
}
