package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Takes steps on a log and on a list at the same time, and compares them after each. Owned by one thread. */
final class LogModelTrial implements AutoCloseable {

    private static final String BLOB = "tailwater-model";

    private final StorageUnderTest engine;
    private final Path directory;
    private final ExpectedBlob blobAfterCrash = new ExpectedBlob();
    private Optional<String> blob = Optional.empty();
    private LogModel model = new LogModel();
    private RecordingFiles files;
    private EngineSession session;
    private PartitionLog log;
    private long seed;
    private long durableOffset;
    private int lives;
    private int epoch;

    LogModelTrial(StorageUnderTest engine, Path directory, long seed) {
        this.engine = engine;
        this.directory = directory;
        this.seed = seed;
        Path root = FileTree.io(() -> Files.createDirectory(directory.resolve("life-0")));
        this.files = FileTree.io(() -> new RecordingFiles(root));
        this.session = EngineSession.open(engine, root, files, new RandomizedExecutors(seed));
        this.log = session.openLog();
    }

    void step(LogOperation operation) {
        if (operation instanceof LogOperation.Append append) {
            append(append);
        } else if (operation instanceof LogOperation.Flush) {
            durableOffset = session.await(log.flush());
            assertThat(durableOffset).isEqualTo(model.endOffset());
            blobAfterCrash.durable(blobAfterCrash.version());
        } else if (operation instanceof LogOperation.Read read) {
            read(read);
        } else if (operation instanceof LogOperation.DeleteBefore delete) {
            long offset = offset(delete.perMille());
            session.await(log.deleteBefore(offset));
            model.deleteBefore(offset);
        } else if (operation instanceof LogOperation.Roll) {
            log.roll();
        } else if (operation instanceof LogOperation.Rewrite rewrite) {
            rewrite(new SplittableRandom(rewrite.seed()));
        } else if (operation instanceof LogOperation.TruncateTo truncate) {
            long offset = offset(truncate.perMille());
            session.await(log.truncateTo(offset));
            model.truncateTo(offset, log.endOffset());
            durableOffset = Math.min(durableOffset, model.endOffset());
        } else if (operation instanceof LogOperation.Reconfigure reconfigure) {
            log.reconfigure(reconfigure.options());
        } else if (operation instanceof LogOperation.LookUp lookUp) {
            assertThat(log.firstBatchAtOrAfter(lookUp.timestamp()))
                    .isEqualTo(model.firstBatchAtOrAfter(lookUp.timestamp()));
        } else if (operation instanceof LogOperation.WriteBlob write) {
            log.writeBlob(BLOB, blobAfterCrash.writing(write.value()));
            blob = Optional.of(write.value());
        } else {
            restart(operation);
        }
        compare();
    }

    private void append(LogOperation.Append append) {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int size : append.sizes()) {
            batches.add(TestBatches.at(model.endOffset() + 2L * batches.size())
                    .records(2)
                    .sizeInBytes(size)
                    .timestamp(append.timestamp())
                    .leaderEpoch(epoch)
                    .seed(seed++ % 7)
                    .build());
        }
        ByteBuffer all = TestBatches.concat(batches);
        session.append(log, all);
        model.append(all);
    }

    private void rewrite(RandomGenerator random) {
        if (session.rewrites()) {
            Rewrites.choose(log, model.all(), random, batch -> random.nextBoolean())
                    .ifPresent(plan -> {
                        assertThat(session.workers().blocking(() -> Rewrites.run(log, plan)))
                                .as("rewritten from %d to %d", plan.from(), plan.to())
                                .isTrue();
                        model = model.rewritten(plan);
                    });
        }
    }

    private void read(LogOperation.Read read) {
        long from = offset(read.fromPerMille());
        long limit = offset(read.limitPerMille()) + 1;
        List<ByteBuffer> possible = model.from(from).stream()
                .filter(batch -> RecordBatchHeader.baseOffset(batch, 0) < limit)
                .toList();
        try (LogSlice slice = session.read(log, from, read.maxBytes(), limit)) {
            List<ByteBuffer> found = TestBatches.split(slice.toBuffer());
            assertThat(found).isEqualTo(possible.subList(0, found.size()));
            assertThat(found.isEmpty()).isEqualTo(possible.isEmpty());
            assertThat(found.size() > 1 && slice.size() > read.maxBytes()).isFalse();
        }
    }

    private long offset(int perMille) {
        return model.startOffset() + (model.endOffset() - model.startOffset()) * perMille / 1000;
    }

    private void restart(LogOperation operation) {
        if (operation instanceof LogOperation.ReopenLog || !engine.keepsFiles()) {
            session.workers().blocking(() -> {
                log.close();
                return true;
            });
            log = session.openLog();
        } else if (operation instanceof LogOperation.ReopenStorage) {
            session.close();
            session = EngineSession.open(engine, files.root(), files, new RandomizedExecutors(seed));
            log = session.openLog();
        } else {
            crash();
        }
    }

    /** What was not flushed may be gone, from the end on: engines may keep it in the process. */
    private void crash() {
        Path next = directory.resolve("life-" + ++lives);
        session.workers().abandon();
        files = FileTree.io(() -> {
            files.crash(next);
            return new RecordingFiles(next);
        });
        session = EngineSession.open(engine, next, files, new RandomizedExecutors(seed));
        log = session.openLog();
        epoch++;
        List<ByteBuffer> found = session.readAll(log);
        assertThat(log.startOffset()).isEqualTo(model.startOffset());
        assertThat(log.endOffset()).isBetween(durableOffset, model.endOffset());
        assertThat(found).isEqualTo(model.all().subList(0, found.size()));
        blobAfterCrash.found(log.readBlob(BLOB));
        blob = readBlob();
        model = LogModel.of(log.startOffset(), found);
    }

    private Optional<String> readBlob() {
        return log.readBlob(BLOB).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private void compare() {
        assertThat(log.startOffset()).isEqualTo(model.startOffset());
        assertThat(log.endOffset()).isEqualTo(model.endOffset());
        assertThat(log.durableOffset()).isBetween(0L, model.endOffset());
        session.assertHolds(log, model.all());
        assertThat(log.batchWithLargestTimestamp()).isEqualTo(model.batchWithLargestTimestamp());
        assertThat(readBlob()).isEqualTo(blob);
        assertThat(session.await(log.read(model.endOffset() + 1, 1, Long.MAX_VALUE)))
                .isEqualTo(new ReadResult.OutOfRange(model.startOffset(), model.endOffset()));
    }

    @Override
    public void close() throws IOException {
        session.close();
        files.close();
    }
}
