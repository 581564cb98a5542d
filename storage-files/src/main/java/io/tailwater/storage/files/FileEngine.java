package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageContext;
import java.io.IOException;

/** What engines over these files differ in: how bytes get into the tail, and who else is told of them. Thread-safe. */
@FunctionalInterface
public interface FileEngine {

    /** How one segment file that is about to be appended to is mapped; maps nothing yet. */
    TailMapping mapping();

    /** Called once, before any log is opened, when the directory is locked; blocking. */
    default void start(StorageContext context) throws IOException {}

    /** Who is told where a log begins and ends while it is open; blocking. */
    default LogWatch watch(LogId id) {
        return LogWatch.NOBODY;
    }

    /** Called when every log is closed, or the directory could not be opened; blocking. */
    default void close() {}
}
