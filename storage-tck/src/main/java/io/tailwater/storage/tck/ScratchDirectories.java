package io.tailwater.storage.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Directories for suites that make and delete tens of thousands of files: in {@code -Dtailwater.tck.directory}, else in memory
 * where Linux has that, else where temporary files go. Stateless.
 */
final class ScratchDirectories implements TempDirFactory {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension) throws IOException {
        return create();
    }

    static Path create() throws IOException {
        String chosen = System.getProperty("tailwater.tck.directory");
        if (chosen != null) {
            return Files.createTempDirectory(Path.of(chosen), "tailwater-tck");
        }
        return Files.isWritable(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "tailwater-tck")
                : Files.createTempDirectory("tailwater-tck");
    }
}
