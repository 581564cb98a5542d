package io.tailwater.storage.files;

import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.file.Path;

/** A segment file that is being appended to. Open while an engine is given it. */
public interface TailFile {

    LogFile file();

    /** Does something by the file's name, which stays what it is meanwhile; blocking. */
    <T> T named(Use<T> use) throws IOException;

    /** What needs the name of a file. */
    @FunctionalInterface
    interface Use<T> {

        T with(Path path) throws IOException;
    }
}
