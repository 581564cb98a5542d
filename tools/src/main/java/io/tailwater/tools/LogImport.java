package io.tailwater.tools;

import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.files.Finding;
import io.tailwater.storage.files.LogVerification;
import io.tailwater.storage.files.SegmentReading;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One log of Kafka's: checked, then copied batch by batch. Owned by one thread; blocking; the source is only read. */
final class LogImport {

    private static final int APPEND_BYTES = 1 << 20;

    private final StoredLog source;
    private final Map<Long, Short> openTransactions = new LinkedHashMap<>();
    private int leaderEpoch;
    private long lastProducerId = -1;
    private long lastTimestampMillis;

    LogImport(StoredLog source) {
        this.source = source;
    }

    StoredLog source() {
        return source;
    }

    /** Why it cannot be copied as it is; empty when it can. */
    List<String> check() throws IOException {
        List<String> reasons = new ArrayList<>();
        TreeMap<Long, Path> segments = source.segments();
        Path last =
                segments.isEmpty() ? source.directory() : segments.lastEntry().getValue();
        LogVerification.of(source, finding -> {
            boolean tornEnd =
                    finding.kind() == Finding.Kind.TORN && finding.file().equals(last);
            boolean ofBatches = finding.kind() == Finding.Kind.DAMAGED
                    || finding.kind() == Finding.Kind.TORN
                    || (finding.kind() == Finding.Kind.ORDER && !finding.file().equals(source.directory()));
            if (ofBatches && !tornEnd) {
                reasons.add(VerifyCommand.line(source.root(), finding));
            }
        });
        return reasons;
    }

    /** Copies everything from the start offset on, into a log that is empty, and aborts what was under way. */
    void copyTo(PartitionLog target) throws IOException {
        ByteBuffer pending = ByteBuffer.allocate(APPEND_BYTES);
        long startOffset = source.startOffset().orElse(0);
        for (Path file : source.segments().values()) {
            try (SegmentReading reading = SegmentReading.open(file)) {
                reading.visit(new Copying(reading, target, pending, startOffset));
            }
        }
        append(target, pending);
        for (Map.Entry<Long, Short> open : openTransactions.entrySet()) {
            ByteBuffer marker = ControlBatch.of(
                    new TransactionMarker(open.getKey(), open.getValue(), false, 0), lastTimestampMillis);
            RecordBatchHeader.setBaseOffset(marker, marker.position(), target.endOffset());
            RecordBatchHeader.setLeaderEpoch(marker, marker.position(), leaderEpoch);
            target.reserveFor(marker).toCompletableFuture().join();
            target.append(marker);
        }
        target.flush().toCompletableFuture().join();
        if (startOffset > target.startOffset() && startOffset <= target.endOffset()) {
            target.deleteBefore(startOffset).toCompletableFuture().join();
        }
    }

    private static void append(PartitionLog target, ByteBuffer pending) {
        pending.flip();
        if (pending.hasRemaining()) {
            target.reserveFor(pending).toCompletableFuture().join();
            target.append(pending);
        }
        pending.clear();
    }

    private void note(ByteBuffer header, int at) {
        leaderEpoch = Math.max(leaderEpoch, RecordBatchHeader.leaderEpoch(header, at));
        lastTimestampMillis = Math.max(lastTimestampMillis, RecordBatchHeader.maxTimestamp(header, at));
        long producerId = RecordBatchHeader.producerId(header, at);
        lastProducerId = Math.max(lastProducerId, producerId);
        if (RecordBatchHeader.isControl(header, at)) {
            openTransactions.remove(producerId);
        } else if (RecordBatchHeader.isTransactional(header, at)) {
            openTransactions.put(producerId, RecordBatchHeader.producerEpoch(header, at));
        }
    }

    /** The largest of its batches. */
    int leaderEpoch() {
        return leaderEpoch;
    }

    /** The largest of its batches, -1 when there is none. */
    long lastProducerId() {
        return lastProducerId;
    }

    /** How many transactions were under way, and are aborted. */
    int abortedTransactions() {
        return openTransactions.size();
    }

    private final class Copying implements SegmentReading.Visitor {

        private final SegmentReading reading;
        private final PartitionLog target;
        private final ByteBuffer pending;
        private final long startOffset;

        Copying(SegmentReading reading, PartitionLog target, ByteBuffer pending, long startOffset) {
            this.reading = reading;
            this.target = target;
            this.pending = pending;
            this.startOffset = startOffset;
        }

        @Override
        public void batch(ByteBuffer header, int at, int position, int sizeInBytes) throws IOException {
            if (RecordBatchHeader.lastOffset(header, at) < startOffset) {
                return;
            }
            note(header, at);
            if (sizeInBytes > pending.remaining()) {
                append(target, pending);
            }
            ByteBuffer bytes = reading.bytes(position, sizeInBytes);
            if (sizeInBytes > pending.remaining()) {
                target.reserveFor(bytes).toCompletableFuture().join();
                target.append(bytes);
            } else {
                pending.put(bytes);
            }
        }

        @Override
        public void damaged(int position, int endPosition, String what) {
            // Checked before: a torn end.
        }

        @Override
        public void prepared(int position, int endPosition) {
            // Nothing to copy.
        }
    }
}
