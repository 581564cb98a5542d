package io.tailwater.storage.files;

import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A segment file that is being appended to. */
public interface TailFile {

    /** Only while an engine is given it to map. */
    LogFile file();

    /**
     * Writes all of a buffer at a position; any time until the log has left the file. Opens the file if it was closed meanwhile.
     */
    void write(ByteBuffer source, int position) throws IOException;

    /** Does something by the file's name, which stays what it is meanwhile; blocking. */
    <T> T named(Use<T> use) throws IOException;

    /** What needs the name of a file. */
    @FunctionalInterface
    interface Use<T> {

        T with(Path path) throws IOException;
    }
}
