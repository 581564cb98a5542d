package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.RandomizedExecutors;
import io.tailwater.storage.tck.TestBatches;
import io.tailwater.storage.tck.ThreadedExecutors;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are forced often. */
class WrittenWindowsTest {

    private static final LogOptions OPTIONS = new LogOptions(16 << 20, Long.MAX_VALUE, 4096);

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private volatile boolean failing;

    @Test
    @EnabledOnOs(OS.LINUX)
    void areWrittenToAndMappedAgainWhenTheyAreNotForcedAnyMore() throws IOException {
        RandomizedExecutors workers = new RandomizedExecutors(0);
        try (EngineSession session =
                EngineSession.open(new MmapLogStorageProvider()::open, directory, new SystemFiles(), workers)) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            List<ByteBuffer> batches = new ArrayList<>(session.appendMany(log, 10, 1000));
            assertThat(isMapped()).isTrue();

            for (int i = 0; i < 150; i++) {
                batches.addAll(session.appendMany(log, 1, 20_000));
                session.await(log.flush());
                workers.runAll(); // what is prepared ahead decides how the log is written to
            }
            assertThat(isMapped()).isFalse();
            for (int i = 0; i < 150; i++) {
                batches.addAll(session.appendMany(log, 1, 20_000));
                workers.runAll();
            }
            assertThat(isMapped()).isTrue();
            session.assertHolds(log, batches);
        }
    }

    @Test
    void anAppendThatCouldBeWrittenInPartOnlyLeavesNothingBehind() throws IOException {
        Path copy = elsewhere.resolve("copy");
        List<ByteBuffer> batches = new ArrayList<>();
        try (RecordingFiles files = new RecordingFiles(directory)) {
            ThreadedExecutors workers = new ThreadedExecutors();
            EngineSession session =
                    EngineSession.open(new MmapLogStorageProvider()::open, directory, failing(files), workers);
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            for (int i = 0; i < 100; i++) {
                batches.addAll(session.appendMany(log, 1, 20_000));
                session.await(log.flush());
            }
            ByteBuffer batch = TestBatches.at(log.endOffset()).sizeInBytes(3000).build();
            session.await(log.reserve(batch.remaining()));

            failing = true;
            assertThatThrownBy(() -> log.append(batch)).isInstanceOf(StorageException.class);
            failing = false;
            assertThat(log.endOffset()).isEqualTo(100);
            batches.addAll(session.appendMany(log, 1, 500));
            session.assertHolds(log, batches);
            workers.abandon();
            files.crash(copy);
        }
        try (EngineSession afterCrash = EngineSession.open(new MmapLogStorageProvider()::open, copy)) {
            PartitionLog recovered = afterCrash.openLog(EngineSession.LOG, OPTIONS);
            assertThat(recovered.recovery().findings()).isEmpty();
            afterCrash.assertHolds(recovered, batches);
        }
    }

    private boolean isMapped() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .anyMatch(line -> line.contains(directory.toString()));
    }

    /** Files whose writes stop half way while they are to fail. */
    private FileLayer failing(FileLayer files) {
        return proxy(FileLayer.class, (method, arguments) -> {
            Object result = invoke(method, files, arguments);
            return result instanceof LogFile file ? failing(file) : result;
        });
    }

    private LogFile failing(LogFile file) {
        return proxy(LogFile.class, (method, arguments) -> {
            if (failing && method.getName().equals("write")) {
                ByteBuffer source = (ByteBuffer) arguments[0];
                file.write(source.slice(source.position(), source.remaining() / 2), (long) arguments[1]);
                throw new IOException("Input/output error");
            }
            return invoke(method, file, arguments);
        });
    }

    private interface Call {

        Object make(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.make(method, arguments)));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
