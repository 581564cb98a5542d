package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What may be found of a log after power was lost. Owned by one trial. */
final class ExpectedLog {

    static final String BLOB = "tailwater-snapshot";

    private final LogId id;
    private final ExpectedBlob blob = new ExpectedBlob();
    private LogModel written = new LogModel(); // from the durable start on
    private long durableOffset;
    private long startRequested;
    private OptionalLong cutUnderWay = OptionalLong.empty();
    private Optional<LogModel> rewriteUnderWay = Optional.empty();

    ExpectedLog(LogId id) {
        this.id = id;
    }

    LogId id() {
        return id;
    }

    ExpectedBlob blob() {
        return blob;
    }

    long startOffset() {
        return startRequested;
    }

    long endOffset() {
        return written.endOffset();
    }

    /** Batches are about to be appended: from now on they may be found. */
    void appending(ByteBuffer batches) {
        written.append(batches);
    }

    void flushed(long reached) {
        durableOffset = Math.max(durableOffset, Math.min(reached, written.endOffset()));
    }

    void cutting(long offset) {
        cutUnderWay = OptionalLong.of(offset);
    }

    void cut(long end) {
        written.truncateTo(cutUnderWay.orElseThrow(), end);
        startRequested = Math.min(startRequested, end);
        durableOffset = Math.min(durableOffset, written.endOffset());
        cutUnderWay = OptionalLong.empty();
    }

    /** From now on the log may be found as it was or rewritten. */
    void rewriting(Rewrites.Plan plan) {
        rewriteUnderWay = Optional.of(written.rewritten(plan));
    }

    void rewritten(boolean done) {
        if (done) {
            written = rewriteUnderWay.orElseThrow();
        }
        rewriteUnderWay = Optional.empty();
    }

    List<ByteBuffer> batches() {
        return written.from(startRequested);
    }

    void deleting(long offset) {
        startRequested = Math.max(startRequested, offset);
    }

    void deleted(long offset) {
        written.deleteBefore(offset);
    }

    /** What the running engine shows, nothing being under way. */
    void assertIsShown(EngineSession session, PartitionLog log) {
        assertThat(log.startOffset()).as("start of %s", id).isEqualTo(startRequested);
        assertThat(log.endOffset()).as("end of %s", id).isEqualTo(written.endOffset());
        session.assertHolds(log, written.from(startRequested));
    }

    /** Checks what recovery found, and expects that from now on. */
    void found(EngineSession session, PartitionLog log) {
        long start = log.startOffset();
        long end = log.endOffset();
        List<ByteBuffer> found = session.readAll(log);
        long lowestCut = written.cutAt(cutUnderWay.orElse(Long.MAX_VALUE));
        assertThat(start).as("start of %s", id).isBetween(Math.min(written.startOffset(), lowestCut), startRequested);
        if (!startsAlike(found, written.from(start))) {
            rewriteUnderWay.ifPresent(rewritten -> written = rewritten);
        }
        List<ByteBuffer> possible = written.from(start);
        assertThat(found).as("batches of %s, against those appended", id).hasSizeLessThanOrEqualTo(possible.size());
        session.assertHolds(log, possible.subList(0, found.size()));
        assertThat(end)
                .as("end of %s", id)
                .isEqualTo(found.isEmpty() ? start : RecordBatchHeader.lastOffset(found.get(found.size() - 1), 0) + 1)
                .isGreaterThanOrEqualTo(Math.min(durableOffset, lowestCut));
        assertThat(log.durableOffset()).as("durable offset of %s", id).isLessThanOrEqualTo(end);
        LogModel now = LogModel.of(start, found);
        assertThat(log.batchWithLargestTimestamp()).isEqualTo(now.batchWithLargestTimestamp());
        blob.found(log.readBlob(BLOB));
        written = now;
        startRequested = start;
        durableOffset = log.durableOffset();
        cutUnderWay = OptionalLong.empty();
        rewriteUnderWay = Optional.empty();
    }

    private static boolean startsAlike(List<ByteBuffer> found, List<ByteBuffer> possible) {
        return found.size() <= possible.size() && found.equals(possible.subList(0, found.size()));
    }
}
