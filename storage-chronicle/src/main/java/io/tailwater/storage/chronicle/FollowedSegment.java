package io.tailwater.storage.chronicle;

import io.tailwater.spi.RecordBatchHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A segment file that a follower reads, and how far it is. Owned by one follower; blocking. Read through the channel: a mapping
 * would crash the process where the broker cuts the zeros off that follow the batches.
 */
final class FollowedSegment implements Closeable {

    private static final Pattern NAME = Pattern.compile("\\d{20}\\.log");
    private static final int DIGITS = 20;

    private final FileChannel channel;
    private final @Nullable Object fileKey;
    private long at;

    private FollowedSegment(FileChannel channel, @Nullable Object fileKey) {
        this.channel = channel;
        this.fileKey = fileKey;
    }

    /**
     * Opens the segment with the first batch that holds an offset, or a later one where it was compacted away.
     *
     * @param read what was read to its end, and has nothing more
     * @return at that batch; null when no segment has it yet
     */
    static @Nullable FollowedSegment find(Path directory, long offset, @Nullable FollowedSegment read)
            throws IOException {
        NavigableMap<Long, Path> segments = segments(directory);
        Long floor = segments.floorKey(offset);
        for (Path path :
                segments.tailMap(floor == null ? Long.MIN_VALUE : floor).values()) {
            FollowedSegment segment = open(path);
            if (segment == null) {
                return null; // deleted meanwhile; what is there now is found by the next call
            }
            if ((read == null || !segment.isSameFile(read)) && segment.skipTo(offset)) {
                return segment;
            }
            segment.close();
        }
        return null;
    }

    private static NavigableMap<Long, Path> segments(Path directory) throws IOException {
        NavigableMap<Long, Path> segments = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (NAME.matcher(name).matches()) {
                    segments.put(Long.parseLong(name.substring(0, DIGITS)), entry);
                }
            }
        }
        return segments;
    }

    private static @Nullable FollowedSegment open(Path path) throws IOException {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new FollowedSegment(
                    channel,
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private boolean isSameFile(FollowedSegment other) {
        return fileKey != null && fileKey.equals(other.fileKey);
    }

    private boolean skipTo(long offset) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE);
        while (true) {
            header.clear();
            if (read(header) < RecordBatchHeader.SIZE || RecordBatchHeader.sizeInBytes(header, 0) < header.capacity()) {
                return false;
            }
            if (RecordBatchHeader.lastOffset(header, 0) >= offset) {
                return true;
            }
            at += RecordBatchHeader.sizeInBytes(header, 0);
        }
    }

    /** Reads what lies at its position, the buffer's room at most; the position stays. @return how many bytes there were */
    int read(ByteBuffer target) throws IOException {
        int before = target.position();
        int read;
        do {
            read = channel.read(target, at + target.position() - before);
        } while (read > 0 && target.hasRemaining());
        return target.position() - before;
    }

    void skip(int bytes) {
        at += bytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
