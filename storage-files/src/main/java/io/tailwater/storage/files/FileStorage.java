package io.tailwater.storage.files;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens directories for engines. Stateless. */
public final class FileStorage {

    private FileStorage() {}

    /**
     * Opens a directory, as {@link io.tailwater.spi.LogStorageProvider#open} says.
     *
     * @param engine what is its own
     */
    public static LogStorage open(StorageContext context, FileSettings settings, FileEngine engine) {
        AutoCloseable lock = null;
        try {
            create(context.files(), context.directory());
            lock = context.files().tryLock(context.directory().resolve(StorageRoot.LOCK));
            if (lock == null) {
                throw new StorageException(
                        Kind.LOCKED,
                        context.directory() + " is in use by another broker: stop it, or choose another directory");
            }
            return new FileLogStorage(context, settings, engine, lock);
        } catch (IOException | RuntimeException e) {
            engine.close();
            release(lock, e);
            throw DiskErrors.describe("opening " + context.directory(), e);
        }
    }

    /** A directory that is not there yet has to survive power loss as soon as something in it must. */
    private static void create(FileLayer files, Path directory) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        files.createDirectories(directory);
        for (Path made = directory.toAbsolutePath(); !made.equals(existing); ) {
            made = Objects.requireNonNull(made.getParent());
            files.forceDirectory(made);
        }
    }

    private static void release(@Nullable AutoCloseable lock, Exception because) {
        if (lock != null) {
            try {
                lock.close();
            } catch (Exception e) {
                because.addSuppressed(e);
            }
        }
    }
}
