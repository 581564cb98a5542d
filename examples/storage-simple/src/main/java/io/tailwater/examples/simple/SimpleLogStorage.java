package io.tailwater.examples.simple;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of one directory, each in a directory of its own. Thread-safe: the monitor makes one change at a time. */
final class SimpleLogStorage implements LogStorage {

    private static final String LOCK = "lock";
    private static final String FORMAT = "simple-format";
    private static final String CLEAN = "clean";
    private static final String BLOB_SUFFIX = ".blob";

    private final StorageContext context;
    private final Disk disk;
    private final Path root;
    private final AutoCloseable lock;
    private final Set<LogId> known = ConcurrentHashMap.newKeySet();
    private final Map<LogId, SimplePartitionLog> logs = new ConcurrentHashMap<>();
    private boolean cleanlyClosed;
    private boolean closed;

    private SimpleLogStorage(StorageContext context, AutoCloseable lock) {
        this.context = context;
        this.disk = new Disk(context.files());
        this.root = context.directory();
        this.lock = lock;
    }

    static SimpleLogStorage open(StorageContext context) {
        Path root = context.directory();
        try {
            context.files().createDirectories(root);
            AutoCloseable lock = context.files().tryLock(root.resolve(LOCK));
            if (lock == null) {
                throw new StorageException(Kind.LOCKED, "another process uses " + root + ": stop it first");
            }
            SimpleLogStorage storage = new SimpleLogStorage(context, lock);
            try {
                storage.load();
            } catch (IOException | RuntimeException e) {
                storage.unlock();
                throw e;
            }
            return storage;
        } catch (IOException e) {
            throw Disk.describe("opening " + root, e);
        }
    }

    private void load() throws IOException {
        boolean isNew = !disk.files().exists(root.resolve(FORMAT));
        List<Path> entries = disk.files().list(root);
        if (isNew && entries.stream().anyMatch(entry -> !isOfASetUp(entry))) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    root + " has files of something else: the engine simple takes an empty directory");
        }
        cleanlyClosed = isNew || disk.files().exists(root.resolve(CLEAN));
        if (isNew) {
            disk.files().forceDirectory(root.toAbsolutePath().resolve("..").normalize());
            disk.replace(root, FORMAT, new byte[] {'1', '\n'});
        }
        disk.files().delete(root.resolve(CLEAN));
        disk.files().forceDirectory(root);
        for (Path entry : entries) {
            if (entry.getFileName().toString().matches(".+-\\d+")) {
                find(entry);
            }
        }
    }

    /** What a first start that did not get far leaves. */
    private static boolean isOfASetUp(Path entry) {
        return Set.of(LOCK, FORMAT + ".tmp").contains(entry.getFileName().toString());
    }

    /** A directory without a state is a log that was not made, or not deleted, to the end. */
    private void find(Path directory) throws IOException {
        Optional<byte[]> state = disk.read(directory.resolve(LogState.FILE_NAME));
        if (state.isPresent()) {
            known.add(LogState.of(state.get()).id());
        } else {
            deleteFiles(directory);
        }
    }

    private void deleteFiles(Path directory) throws IOException {
        for (Path file : disk.files().list(directory)) {
            disk.files().delete(file);
        }
        disk.files().delete(directory);
        disk.files().forceDirectory(root);
    }

    @Override
    public Collection<LogId> logs() {
        return List.copyOf(known);
    }

    @Override
    public boolean cleanlyClosed() {
        return cleanlyClosed;
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
        return CompletableFuture.supplyAsync(() -> openNow(id, options), context.background());
    }

    private synchronized PartitionLog openNow(LogId id, LogOptions options) {
        checkOpen();
        SimplePartitionLog open = logs.get(id);
        if (open != null && !open.isClosed()) {
            return open;
        }
        try {
            if (open != null) {
                open.close(); // Waits until it is.
            }
            Path directory = root.resolve(id.directoryName());
            if (!known.contains(id)) {
                create(id, directory);
            }
            SimplePartitionLog opened = recovered(id, directory, options);
            logs.put(id, opened);
            return opened;
        } catch (IOException e) {
            throw Disk.describe("opening " + id, e);
        }
    }

    private void create(LogId id, Path directory) throws IOException {
        if (disk.files().exists(directory.resolve(LogState.FILE_NAME))) {
            throw new StorageException(Kind.UNSUPPORTED, directory + " belongs to another log: delete that first");
        }
        disk.files().createDirectories(directory);
        disk.replace(directory, LogState.FILE_NAME, LogState.ofNewLog(id).toBytes());
        disk.files().forceDirectory(root);
        known.add(id);
    }

    private SimplePartitionLog recovered(LogId id, Path directory, LogOptions options) throws IOException {
        Recovery recovery = new Recovery(disk, directory, id);
        try {
            return new SimplePartitionLog(disk, directory, context, options, recovery);
        } catch (IOException | RuntimeException e) {
            Recovery.close(recovery.segments());
            throw e;
        }
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
        return CompletableFuture.runAsync(() -> deleteNow(id), context.background());
    }

    /** The state goes first, for good: from then on there is no log, whatever else is left. */
    private synchronized void deleteNow(LogId id) {
        checkOpen();
        SimplePartitionLog log = logs.remove(id);
        if (log != null) {
            log.discard();
        }
        if (!known.contains(id)) {
            return;
        }
        Path directory = root.resolve(id.directoryName());
        try {
            disk.files().delete(directory.resolve(LogState.FILE_NAME));
            disk.files().forceDirectory(directory);
            known.remove(id);
            deleteFiles(directory);
        } catch (IOException e) {
            throw Disk.describe("deleting " + id, e);
        }
    }

    @Override
    public CompletionStage<Void> checkpoint() {
        return CompletableFuture.allOf(logs.values().stream()
                .map(log -> log.checkpoint().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public Optional<byte[]> readBlob(String name) {
        try {
            return disk.read(root.resolve(name + BLOB_SUFFIX));
        } catch (IOException e) {
            throw Disk.describe("reading blob " + name, e);
        }
    }

    @Override
    public synchronized void writeBlob(String name, byte[] bytes) {
        checkOpen();
        try {
            disk.replace(root, name + BLOB_SUFFIX, bytes);
        } catch (IOException e) {
            throw Disk.describe("writing blob " + name, e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            closeLogs();
            disk.replace(root, CLEAN, new byte[0]);
        } catch (IOException e) {
            throw Disk.describe("noting the end in " + root, e);
        } finally {
            unlock();
        }
    }

    /** Closes all, whatever becomes of each. */
    private void closeLogs() {
        StorageException failure = null;
        for (SimplePartitionLog log : logs.values()) {
            try {
                log.close();
            } catch (StorageException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StorageException(Kind.IO, "unlocking " + root, e);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage in " + root + " is closed");
        }
    }
}
