package io.tailwater.storage.files;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
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
            ForeignDirectory.refuse(context.files(), context.directory());
            create(context.files(), context.directory());
            lock = lock(context.files(), context.directory());
            // Whatever of the rest power loss leaves there, the lock's file says whose directory it is.
            context.files().forceDirectory(context.directory());
            refuseWhatCannotBeMapped(context.files(), context.directory());
            return new FileLogStorage(context, settings, engine, lock);
        } catch (IOException | RuntimeException e) {
            engine.close();
            release(lock, e);
            StorageException explained = ForeignDirectory.explain(context.directory(), e);
            throw explained != null ? explained : DiskErrors.describe("opening " + context.directory(), e);
        }
    }

    /**
     * Keeps others from opening a directory until closed; blocking.
     *
     * @throws StorageException {@link Kind#LOCKED} when somebody has it open
     * @throws IOException when the directory is not there or may not be written
     */
    public static AutoCloseable lock(FileLayer files, Path directory) throws IOException {
        AutoCloseable lock = files.tryLock(directory.resolve(StorageRoot.LOCK));
        if (lock == null) {
            throw new StorageException(
                    Kind.LOCKED, directory + " is in use by another broker: stop it, or choose another directory");
        }
        return lock;
    }

    /** Logs are written through mappings; some file systems, network and FUSE ones among them, have none. */
    private static void refuseWhatCannotBeMapped(FileLayer files, Path directory) throws IOException {
        Path probe = directory.resolve(StorageRoot.PROBE);
        try (LogFile file = files.openOrCreate(probe)) {
            if (hasRoomFor(file)) {
                map(file, directory);
            }
        } finally {
            files.delete(probe);
        }
    }

    private static void map(LogFile file, Path directory) {
        try {
            file.map(0, 1).close();
        } catch (IOException e) {
            throw ForeignDirectory.notMapped(directory, e);
        }
    }

    /** A full disk is no reason to refuse it: there may be room once something is deleted. */
    private static boolean hasRoomFor(LogFile file) {
        try {
            file.write(ByteBuffer.allocate(1), 0);
            return true;
        } catch (IOException full) {
            return false;
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
