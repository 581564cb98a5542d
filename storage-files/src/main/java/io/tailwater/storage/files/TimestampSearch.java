package io.tailwater.storage.files;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers questions about time from the segments' time indexes. Thread-safe; blocking. */
final class TimestampSearch {

    private final LogContents contents;
    private final LogReader reader;

    TimestampSearch(LogContents contents, LogReader reader) {
        this.contents = contents;
        this.reader = reader;
    }

    Optional<BatchReference> firstAtOrAfter(long timestampMillis) {
        long start = contents.startOffset();
        return Optional.ofNullable(reader.search(start, segment -> first(segment, timestampMillis, start)));
    }

    Optional<BatchReference> largest() {
        long start = contents.startOffset();
        long[] largest = {Long.MIN_VALUE};
        reader.search(start, segment -> {
            if (segment.endOffset() > start) {
                largest[0] = Math.max(largest[0], new SegmentSearch(segment).largestTimestampFrom(start));
            }
            return null;
        });
        return largest[0] == Long.MIN_VALUE ? Optional.empty() : firstAtOrAfter(largest[0]);
    }

    private static @Nullable BatchReference first(Segment segment, long timestampMillis, long start)
            throws IOException {
        if (segment.index().maxTimestampMillis() < timestampMillis) {
            return null;
        }
        BatchWalk found = new SegmentSearch(segment).findTimestamp(timestampMillis, start);
        return found == null
                ? null
                : new BatchReference(found.baseOffset(), found.lastOffset(), found.maxTimestampMillis());
    }

    List<SegmentInfo> segments() {
        List<SegmentInfo> infos = new ArrayList<>();
        for (Segment segment : contents.segments()) {
            try {
                segment.settle();
                if (segment.isSettled()) {
                    infos.add(info(segment));
                }
            } catch (IOException e) {
                throw new StorageException(Kind.IO, "looking at " + segment, e);
            }
        }
        return infos;
    }

    private SegmentInfo info(Segment segment) throws IOException {
        boolean active = segment.recent() != null;
        long maxTimestampMillis = segment.index().maxTimestampMillis();
        boolean byFile = maxTimestampMillis < 0 && !active && segment.sizeInBytes() > 0;
        return new SegmentInfo(
                segment.baseOffset(),
                segment.endOffset(),
                segment.sizeInBytes(),
                segment.firstTimestampMillis(),
                maxTimestampMillis,
                byFile ? segment.lastModifiedMillis() : -1,
                active);
    }
}
