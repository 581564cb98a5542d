package io.tailwater.tools;

import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.files.FileStorage;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The directory a command is about. Filled by picocli. */
final class LogsParameter {

    @Parameters(paramLabel = "DIR", description = "A data directory, or the directory of one partition in it.")
    private Path directory = Path.of("data");

    /** The logs there are, at least one. */
    List<StoredLog> find() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new ToolException(directory + " is no directory: name a data directory, or one of a partition.");
        }
        try {
            List<StoredLog> logs = StoredLog.find(directory);
            if (logs.isEmpty()) {
                throw new ToolException(directory
                        + " has no logs: name a data directory, or one of a partition, such as" + " data/orders-0.");
            }
            return logs;
        } catch (AccessDeniedException e) {
            throw new ToolException(e.getFile() + " may not be read: run this as the user whose files they are.");
        }
    }

    /** Changes files while brokers are kept away. */
    static void whileLocked(Path root, Work work) throws Exception {
        AutoCloseable lock;
        try {
            lock = FileStorage.lock(new SystemFiles(), root);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new ToolException(root + " may not be written: run this as the user whose files they are.");
        }
        try {
            work.run();
        } finally {
            lock.close();
        }
    }

    /** Something that changes files. */
    interface Work {
        void run() throws Exception;
    }
}
