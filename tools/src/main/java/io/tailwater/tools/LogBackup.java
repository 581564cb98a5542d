package io.tailwater.tools;

import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.files.IndexKind;
import io.tailwater.storage.files.SegmentReading;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A copy of one log that is written, and perhaps compacted and shortened, at the same time. Owned by one thread; blocking.
 *
 * <p>Segments that another follows do not change any more and can be linked; only their files may be replaced or unlinked. The
 * last one is copied up to an offset. When files are not the same at the end as they were, the copy is of no use.
 */
final class LogBackup {

    private final StoredLog log;
    private final Path to;
    private final boolean link;
    private long startOffset;
    private long linkedBytes;
    private long copiedBytes;

    LogBackup(StoredLog log, Path to, boolean link) {
        this.log = log;
        this.to = to;
        this.link = link;
    }

    /** @throws NoSuchFileException when files went or were replaced meanwhile: to be removed and tried again */
    void copy(long fromOffset, long endOffset) throws IOException {
        Files.createDirectories(to);
        Map<Long, String> before = identities(fromOffset, endOffset);
        TreeMap<Long, Path> segments = log.segments();
        segments.keySet().retainAll(before.keySet());
        startOffset = segments.isEmpty() ? fromOffset : segments.firstKey();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            boolean closed = segments.higherKey(segment.getKey()) != null;
            if (closed) {
                linkOrCopy(segment.getValue());
            } else {
                copyTail(segment.getValue(), endOffset);
            }
        }
        copyOthers(segments, endOffset);
        if (!identities(fromOffset, endOffset).equals(before)) {
            throw new NoSuchFileException(log.directory().toString(), null, "its segments were replaced");
        }
        DirectoryBackup.force(to);
    }

    /** The segments with something between two offsets, and which files they are. */
    private Map<Long, String> identities(long fromOffset, long endOffset) throws IOException {
        TreeMap<Long, Path> segments = log.segments();
        Map<Long, String> identities = new TreeMap<>();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            Long next = segments.higherKey(segment.getKey());
            boolean below = next != null && next <= fromOffset;
            if (!below && segment.getKey() < endOffset) {
                Object key = Files.readAttributes(segment.getValue(), BasicFileAttributes.class)
                        .fileKey();
                identities.put(segment.getKey(), String.valueOf(key));
            }
        }
        return identities;
    }

    private void linkOrCopy(Path file) throws IOException {
        Path target = to.resolve(String.valueOf(file.getFileName()));
        long size = Files.size(file);
        if (link) {
            try {
                Files.createLink(target, file);
                linkedBytes += size;
                return;
            } catch (NoSuchFileException e) {
                throw e;
            } catch (FileSystemException | UnsupportedOperationException e) {
                // Another file system, or one without links.
            }
        }
        copyBytes(file, target, size);
    }

    private void copyTail(Path file, long endOffset) throws IOException {
        int[] end = {0};
        try (SegmentReading reading = SegmentReading.open(file)) {
            reading.visit(new SegmentReading.Visitor() {

                private boolean done;

                @Override
                public void batch(ByteBuffer header, int at, int position, int sizeInBytes) {
                    done |= RecordBatchHeader.baseOffset(header, at) >= endOffset;
                    if (!done) {
                        end[0] = position + sizeInBytes;
                    }
                }

                @Override
                public void damaged(int position, int endPosition, String what) {
                    // Either what is being written just now, or damage that is copied as it is.
                }

                @Override
                public void prepared(int position, int endPosition) {
                    // Not copied.
                }
            });
        }
        copyBytes(file, to.resolve(String.valueOf(file.getFileName())), end[0]);
    }

    /** What is small: indexes, which a start checks, and the log's notes. */
    private void copyOthers(Map<Long, Path> segments, long endOffset) throws IOException {
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            for (IndexKind kind : IndexKind.values()) {
                Path index = kind.beside(segment.getValue());
                if (Files.exists(index)) {
                    byte[] entries = kind.entriesBefore(Files.readAllBytes(index), segment.getKey(), endOffset);
                    write(to.resolve(String.valueOf(index.getFileName())), entries);
                }
            }
        }
        try (Stream<Path> entries = Files.list(log.directory())) {
            for (Path entry : entries.toList()) {
                String name = String.valueOf(entry.getFileName());
                if (name.endsWith(".blob") || name.equals("partition.metadata")) {
                    write(to.resolve(name), Files.readAllBytes(entry));
                }
            }
        }
    }

    private void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        DirectoryBackup.force(file);
        copiedBytes += bytes.length;
    }

    private void copyBytes(Path file, Path target, long size) throws IOException {
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel sink = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long done = 0;
            while (done < size) {
                long copied = source.transferTo(done, size - done, sink);
                if (copied <= 0) {
                    break;
                }
                done += copied;
            }
            Files.setLastModifiedTime(target, Files.getLastModifiedTime(file)); // records without timestamps go by it
            sink.force(true);
            copiedBytes += done;
        }
    }

    /** Takes back what was copied. */
    void remove() throws IOException {
        if (Files.isDirectory(to)) {
            try (Stream<Path> entries = Files.list(to)) {
                for (Path entry : entries.toList()) {
                    Files.delete(entry);
                }
            }
            Files.delete(to);
        }
    }

    long startOffset() {
        return startOffset;
    }

    long linkedBytes() {
        return linkedBytes;
    }

    long copiedBytes() {
        return copiedBytes;
    }
}
