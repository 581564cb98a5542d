package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.ThreadedExecutors;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.FaultyFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commit journal where one thread stands still in the midst of a call, and another goes on. */
@Timeout(120)
class CommitJournalThreadsTest {

    private static final LogOptions OPTIONS = new LogOptions(1 << 20, Long.MAX_VALUE, 4096);
    private static final int BYTES = 256 << 10;
    private static final int SMALL = 1000;

    @TempDir
    Path root;

    private final FaultyFiles files = new FaultyFiles(new SystemFiles());
    private final LinkedBlockingQueue<String> journaled = new LinkedBlockingQueue<>();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile Fault stop = Fault.NONE;
    private volatile Fault failing = Fault.NONE;
    private EngineSession session;

    @BeforeEach
    void open() {
        files.inject(this::meet);
        session = EngineSession.open(CommitJournalThreadsTest::open, root, files, new ThreadedExecutors());
    }

    private static LogStorage open(StorageContext context) {
        return new MmapLogStorageProvider()
                .open(context.withSettings(Map.of("journalFrom", "1", "journalBytes", String.valueOf(BYTES))));
    }

    /** Is asked before each call: holds one up, fails others. */
    private boolean meet(Fault.Call call, Path file) {
        if (file.equals(path())) {
            journaled.add(call.name());
        }
        if (stop.strikes(call, file)) {
            stop = Fault.NONE;
            reached.countDown();
            awaitGoOn();
        }
        return failing.strikes(call, file);
    }

    private void awaitGoOn() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closesOnlyWhenNobodyFillsItsFileAnyMore() throws Exception {
        PartitionLog log = openLog("orders");
        stop = (call, file) -> call == Fault.Call.WRITE && file.equals(path());
        while (reached.getCount() > 0) { // the first flushes may go to the log's own file
            flush(log);
        }

        CountDownLatch closed = new CountDownLatch(1);
        Thread closer = new Thread(() -> {
            session.storage().close();
            closed.countDown();
        });
        closer.start();
        while (closer.getState() != Thread.State.BLOCKED && closer.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        assertThat(path()).as("the file while a worker writes to it").exists();
        journaled.clear();
        goOn.countDown();
        closed.await();

        assertThat(path()).doesNotExist();
        assertThat(journaled).containsOnlyOnce("FORCE").endsWith("DELETE").doesNotContain("WRITE");
    }

    @Test
    void isNotFilledOnceItIsClosed() throws Exception {
        CompletableFuture<Runnable> waiting = new CompletableFuture<>();
        Path there = root.resolve("there");
        ThreadedExecutors workers = new ThreadedExecutors();
        EngineSession held = EngineSession.open(
                context -> open(new StorageContext(
                        context.directory(),
                        context.settings(),
                        context.files(),
                        context.clock(),
                        task -> {
                            if (isOfJournal()) {
                                waiting.complete(task);
                            } else {
                                context.background().execute(task);
                            }
                        },
                        context.appender(),
                        context.flusher())),
                there,
                files,
                workers);
        PartitionLog log = held.openLog(EngineSession.id("orders", 1), OPTIONS);
        while (!waiting.isDone()) {
            held.appendMany(log, 1, SMALL);
            held.await(log.flush());
        }
        Runnable fill = waiting.get();
        held.storage().close();

        Path next = EngineSession.directoryOf(there);
        EngineSession after = EngineSession.open(CommitJournalThreadsTest::open, there);
        fill.run();
        assertThat(next.resolve("commit.journal")).isEmptyFile();
        after.close();
    }

    private static boolean isOfJournal() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("fillSoon")));
    }

    @Test
    void otherLogsShareForcesWhileOneGetsBackWhatItHas() throws Exception {
        PartitionLog failed = openLog("failed");
        PartitionLog other = openLog("other");
        begin(failed);
        List<ByteBuffer> ofFailed = session.readAll(failed);
        failing = (call, file) -> call == Fault.Call.FORCE
                && file.startsWith(EngineSession.directoryOf(root).resolve("failed-0"));
        assertThatThrownBy(() -> session.await(session.storage().checkpoint())).isNotNull();
        failing = Fault.NONE;
        assertThatThrownBy(failed::close).isNotNull();

        stop = (call, file) -> call == Fault.Call.READ && file.equals(path());
        CompletionStage<PartitionLog> opening = session.storage().open(failed.id(), OPTIONS);
        reached.await();
        journaled.clear();
        for (int i = 0; i < 2 * BYTES / SMALL; i++) {
            flush(other);
        }
        assertThat(journaled).contains("FORCE");
        goOn.countDown();

        PartitionLog reopened = session.await(opening);
        session.assertHolds(reopened, ofFailed);
        journaled.clear();
        flush(other);
        assertThat(journaled).as("forces are shared again").contains("FORCE");
        session.close();
    }

    /** Flushes until that is by way of the journal: filling it looks so once, too. */
    private void begin(PartitionLog log) {
        for (int shared = 0; shared < 2; ) {
            journaled.clear();
            flush(log);
            shared = List.copyOf(journaled).equals(List.of("WRITE", "FORCE")) ? shared + 1 : 0;
        }
    }

    private void flush(PartitionLog log) {
        session.appendMany(log, 1, SMALL);
        assertThat(session.await(log.flush())).isEqualTo(log.endOffset());
    }

    private PartitionLog openLog(String topic) {
        return session.openLog(EngineSession.id(topic, 1), OPTIONS);
    }

    private Path path() {
        return EngineSession.directoryOf(root).resolve("commit.journal");
    }
}
