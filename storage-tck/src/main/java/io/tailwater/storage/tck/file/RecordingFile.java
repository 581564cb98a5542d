package io.tailwater.storage.tck.file;

import io.tailwater.spi.file.LogFile;
import io.tailwater.spi.file.MappedRegion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** An open file of {@link RecordingFiles}, guarded by it. */
final class RecordingFile implements LogFile {

    private final RecordingFiles files;
    private final RecordedFile recorded;
    private final LogFile file;
    private final Path path;

    RecordingFile(RecordingFiles files, RecordedFile recorded, LogFile file, Path path) {
        this.files = files;
        this.recorded = recorded;
        this.file = file;
        this.path = path;
    }

    @Override
    public FileChannel channel() {
        return file.channel();
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        synchronized (files) {
            files.change("write", path);
            int length = source.remaining();
            file.write(source, position);
            recorded.wrote(position, length);
        }
    }

    @Override
    public MappedRegion map(long position, long size) throws IOException {
        synchronized (files) {
            files.change("map", path);
            MappedRegion region = file.map(position, size);
            return new RecordingRegion(record(position, size, region), region);
        }
    }

    @Override
    public Closeable mapBy(long position, long size, Mapping mapping) throws IOException {
        synchronized (files) {
            files.change("map", path);
            return record(position, size, mapping.map());
        }
    }

    private RecordingRange record(long position, long size, AutoCloseable mapping) throws IOException {
        RecordingRange range = files.keep(new RecordingRange(files, recorded, position, size));
        range.attach(mapping);
        recorded.mapped(range);
        return range;
    }

    @Override
    public void force() throws IOException {
        synchronized (files) {
            files.change("force", path);
            files.force(recorded);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (files) {
            files.change("truncate", path);
            file.truncate(size);
            recorded.truncated(size);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (files) {
            file.close();
        }
    }
}
