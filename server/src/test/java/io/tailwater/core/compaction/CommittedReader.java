package io.tailwater.core.compaction;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.storage.tck.EngineSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/** Reads committed records as Kafka's consumer does: each fetch with the aborted transactions it is told. Owned by one thread. */
final class CommittedReader {

    private static final int FETCH_BYTES = 700;

    private final EngineSession session;
    private final PartitionLog log;

    CommittedReader(EngineSession session, PartitionLog log) {
        this.session = session;
        this.log = log;
    }

    List<WrittenLog.Visible> readTo(long end) {
        List<WrittenLog.Visible> read = new ArrayList<>();
        long next = log.startOffset();
        while (next < end) {
            ByteBuffer bytes;
            try (LogSlice slice = session.read(log, next, FETCH_BYTES, end)) {
                bytes = slice.toBuffer();
            }
            if (!bytes.hasRemaining()) {
                return read;
            }
            next = readFetch(bytes, next, read);
        }
        return read;
    }

    private long readFetch(ByteBuffer bytes, long from, List<WrittenLog.Visible> read) {
        List<RecordBatch> batches = new ArrayList<>();
        MemoryRecords.readableRecords(bytes).batches().forEach(batches::add);
        long end = batches.get(batches.size() - 1).nextOffset();
        PriorityQueue<AbortedTransaction> coming =
                new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
        coming.addAll(session.await(log.abortedTransactions(from, end)));
        Set<Long> aborted = new HashSet<>();
        for (RecordBatch batch : batches) {
            batch.ensureValid();
            while (!coming.isEmpty() && coming.peek().firstOffset() <= batch.lastOffset()) {
                aborted.add(coming.remove().producerId());
            }
            if (isAbortMarker(batch)) {
                aborted.remove(batch.producerId());
            } else if (!batch.isControlBatch() && !(batch.isTransactional() && aborted.contains(batch.producerId()))) {
                batch.forEach(record -> read.add(visible(record)));
            }
        }
        return end;
    }

    private static boolean isAbortMarker(RecordBatch batch) {
        return batch.isControlBatch()
                && batch.iterator().hasNext()
                && ControlRecordType.parse(batch.iterator().next().key()) == ControlRecordType.ABORT;
    }

    static WrittenLog.Visible visible(Record record) {
        return new WrittenLog.Visible(
                record.offset(),
                record.timestamp(),
                StandardCharsets.UTF_8.decode(record.key()).toString(),
                Optional.ofNullable(record.value())
                        .map(value -> StandardCharsets.UTF_8.decode(value).toString()));
    }
}
