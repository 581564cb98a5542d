package io.tailwater.storage.files;

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
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The logs of one directory, kept in Kafka's layout. Thread-safe. */
final class FileLogStorage implements LogStorage {

    private static final int LOCKS = 256;

    /** Forces that are under way together share the file system's journal. */
    private static final int CLOSING_WORKERS = 8;

    private final StorageRoot root;
    private final StorageBlobs blobs;
    private final Executor background;
    private final AutoCloseable lock;
    private final FileEngine engine;
    private final OpenFiles openFiles;
    private final Checkpoints checkpoints;
    private final CommitJournal journal;
    private final LogServices services;
    private final StorageUpkeep upkeep;
    private final GroupCommit<Boolean> rootForces;
    private final boolean cleanlyClosed;
    private final Set<LogId> known = ConcurrentHashMap.newKeySet();

    /** Logs whose files hold what was written: after a clean start, or since they were opened. */
    private final Set<LogId> trusted = ConcurrentHashMap.newKeySet();

    private final Map<LogId, CompletableFuture<PartitionLog>> opening = new ConcurrentHashMap<>();

    /** Logs that have files open, changed under their lock. */
    private final Map<LogId, FilePartitionLog> open = new ConcurrentHashMap<>();

    /** Opening, deleting and closing logs of one name exclude each other. */
    private final Object[] locks = new Object[LOCKS];

    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param lock released by {@link #close()} */
    FileLogStorage(StorageContext context, FileSettings settings, FileEngine engine, AutoCloseable lock)
            throws IOException {
        this.root = new StorageRoot(context.files(), context.directory());
        this.blobs = new StorageBlobs(root);
        this.background = context.background();
        this.lock = lock;
        this.engine = engine;
        this.openFiles = new OpenFiles(context.files(), settings.openFiles());
        this.checkpoints = new Checkpoints(context.files(), context.directory(), background);
        known.addAll(root.logs());
        boolean marked = root.wasCleanlyClosed();
        this.cleanlyClosed = marked || root.isNew();
        this.journal = new CommitJournal(context, settings.journalBytes(), marked ? Set.of() : known);
        this.services = new LogServices(
                checkpoints,
                new Residency(context.clock()),
                new WindowBudget(settings.mappedBytes()),
                engine,
                context.clock(),
                background,
                context.appender(),
                journal,
                new ForceQueue(context.flusher(), journal, settings.journalFrom()),
                settings.directAppendBytes());
        this.upkeep = new StorageUpkeep(services);
        this.rootForces = new GroupCommit<>(context.flusher(), () -> {
            root.force();
            return true;
        });
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        engine.start(context);
        if (marked) {
            trusted.addAll(known);
        }
        checkpoints.load(Set.copyOf(known.stream().map(LogId::directoryName).toList()));
        root.forgetCleanClose();
        root.files().createDirectories(root.blobs());
        root.force();
        execute(this::deleteLeftovers);
    }

    @Override
    public Collection<LogId> logs() {
        return List.copyOf(known);
    }

    @Override
    public boolean cleanlyClosed() {
        return cleanlyClosed;
    }

    // ---- opening

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
        CompletableFuture<PartitionLog> fresh = new CompletableFuture<>();
        CompletableFuture<PartitionLog> stage =
                opening.compute(id, (key, present) -> present == null || isOver(present) ? fresh : present);
        if (stage == fresh) {
            try {
                background.execute(() -> open(id, options, fresh));
            } catch (RejectedExecutionException e) {
                fresh.completeExceptionally(closedException());
            }
        }
        return stage;
    }

    private static boolean isOver(CompletableFuture<PartitionLog> stage) {
        return stage.isCompletedExceptionally()
                || (stage.getNow(null) instanceof FilePartitionLog log && log.isClosed());
    }

    private void open(LogId id, LogOptions options, CompletableFuture<PartitionLog> stage) {
        try {
            LogDirectory directory = new LogDirectory(root.logPath(id), openFiles);
            boolean created;
            FilePartitionLog log;
            synchronized (lockOf(id)) {
                if (closed.get()) {
                    throw closedException();
                }
                openFiles.directories().forget(directory.path());
                created = create(directory, id);
                LogPoints points = checkpoints.of(id.directoryName());
                LastEnd lastEnd = created ? LastEnd.CLOSED : lastEndOf(id);
                LogRecovery.Opened opened = new LogRecovery(directory, options, points, lastEnd).open();
                log = new FilePartitionLog(id, directory, options, opened, services);
                if (lastEnd != LastEnd.CLOSED) {
                    restore(log);
                }
                open.put(id, log);
                known.add(id);
                trusted.add(id);
            }
            if (created) {
                rootForces.request().whenComplete((done, error) -> complete(stage, log, error));
            } else {
                stage.complete(log);
            }
        } catch (IOException | RuntimeException e) {
            journal.keep(id);
            stage.completeExceptionally(DiskErrors.describe("opening log " + id, e));
        }
    }

    private void restore(FilePartitionLog log) throws IOException {
        try {
            log.recovered(journal.restore(log.lostBatches(), log.recovery()));
        } catch (IOException | RuntimeException e) {
            log.abandon();
            throw e;
        }
    }

    private LastEnd lastEndOf(LogId id) {
        FilePartitionLog before = open.get(id);
        if (before != null) {
            return before.lastEnd();
        }
        return trusted.contains(id) ? LastEnd.CLOSED : LastEnd.CUT_SHORT;
    }

    private void complete(CompletableFuture<PartitionLog> stage, PartitionLog log, @Nullable Throwable error) {
        if (error == null) {
            stage.complete(log);
        } else {
            stage.completeExceptionally(DiskErrors.describe("creating log " + log.id(), error));
        }
    }

    /** @return whether the directory or its metadata had to be made */
    private boolean create(LogDirectory directory, LogId id) throws IOException {
        if (known.contains(id)) {
            return false;
        }
        Optional<UUID> topicId = PartitionMetadata.read(root.files(), directory.path());
        if (topicId.isPresent()) {
            if (!topicId.get().equals(id.topicId())) {
                throw new StorageException(
                        Kind.CORRUPT,
                        directory.path() + " belongs to topic id " + topicId.get() + ", not to " + id.topicId()
                                + ": move it away if it is not needed");
            }
            return false;
        }
        root.files().createDirectories(directory.path());
        FileContents.replace(root.files(), directory.metadataPath(), PartitionMetadata.format(id.topicId()));
        directory.force();
        return true;
    }

    // ---- deleting

    @Override
    public CompletionStage<Void> delete(LogId id) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            background.execute(() -> delete(id, done));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(closedException());
        }
        return done;
    }

    private void delete(LogId id, CompletableFuture<Void> done) {
        try {
            Path moved = root.deletedPath(id);
            boolean found;
            synchronized (lockOf(id)) {
                if (closed.get()) {
                    throw closedException();
                }
                opening.remove(id);
                FilePartitionLog log = open.remove(id);
                if (log != null) {
                    log.abandon();
                }
                found = PartitionMetadata.read(root.files(), root.logPath(id))
                        .filter(id.topicId()::equals)
                        .isPresent();
                if (found) {
                    root.deleteTree(moved);
                    root.files().rename(root.logPath(id), moved);
                }
                known.remove(id);
                trusted.remove(id);
                journal.forget(id);
            }
            if (!found) {
                done.complete(null);
                return;
            }
            // Names first: a line must be there as long as the log may come back, and gone before another has its name.
            rootForces
                    .request()
                    .thenCompose(forced -> {
                        checkpoints.forget(id.directoryName());
                        return checkpoints.request();
                    })
                    .whenComplete((written, error) -> finishDelete(moved, done, error));
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(DiskErrors.describe("deleting log " + id, e));
        }
    }

    private void finishDelete(Path moved, CompletableFuture<Void> done, @Nullable Throwable error) {
        if (error != null) {
            done.completeExceptionally(DiskErrors.describe("deleting " + moved, error));
            return;
        }
        execute(this::deleteLeftovers);
        done.complete(null);
    }

    /** Unlinks what deleted logs left; what cannot be unlinked now is met again at the next start. */
    private void deleteLeftovers() {
        synchronized (rootForces) {
            if (closed.get()) {
                return;
            }
            try {
                List<Path> leftovers = root.leftovers();
                if (!leftovers.isEmpty()) {
                    // A name that came back would bring back what is left of the log, without saying whose it was.
                    root.force();
                }
                for (Path leftover : leftovers) {
                    root.deleteTree(leftover);
                }
            } catch (IOException e) {
                // Only space is lost, until the next start.
            }
        }
    }

    // ---- the storage as a whole

    @Override
    public CompletionStage<Void> checkpoint() {
        return upkeep.checkpoint(List.copyOf(open.values()));
    }

    @Override
    public Optional<byte[]> readBlob(String name) {
        checkOpen();
        return blobs.read(name);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        checkOpen();
        blobs.write(name, bytes);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (Object each : locks) {
            synchronized (each) {
                // Who comes after this sees that it is closed; who came before has put down what it opened.
            }
        }
        Queue<StorageException> failures = new ConcurrentLinkedQueue<>();
        new ParallelWork<>(open.values(), log -> close(log, failures)).run(background, CLOSING_WORKERS);
        synchronized (rootForces) { // leftovers being deleted
            try (lock) {
                engine.close();
                checkpoints.close();
                if (journal.close() && trusted.containsAll(known)) {
                    root.noteCleanClose();
                }
            } catch (Exception e) {
                throw DiskErrors.describe("closing " + root.path(), e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
    }

    private void close(FilePartitionLog log, Queue<StorageException> failures) {
        synchronized (lockOf(log.id())) {
            try {
                log.close();
            } catch (RuntimeException e) {
                failures.add(DiskErrors.describe("closing log " + log.id(), e));
            }
            if (log.lastEnd() != LastEnd.CLOSED) {
                trusted.remove(log.id());
            }
        }
    }

    private Object lockOf(LogId id) {
        return locks[Math.floorMod(id.directoryName().hashCode(), LOCKS)];
    }

    private void execute(Runnable work) {
        try {
            background.execute(work);
        } catch (RejectedExecutionException e) {
            // Done at the next start.
        }
    }

    private void checkOpen() {
        if (closed.get()) {
            throw closedException();
        }
    }

    private StorageException closedException() {
        return new StorageException(Kind.CLOSED, "storage " + root.path() + " is closed");
    }
}
