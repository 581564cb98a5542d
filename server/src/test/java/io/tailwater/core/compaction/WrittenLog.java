package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.compaction.CompactionStep.Append;
import io.tailwater.core.compaction.CompactionStep.End;
import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.tck.EngineSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Everything that was ever written to a log, and what readers must find of it. Owned by one trial. */
final class WrittenLog {

    private static final int FIRST_TRANSACTIONAL = 3;

    private enum Fate {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private static final class Transaction {
        private final long firstOffset;
        private Fate fate = Fate.OPEN;

        Transaction(long firstOffset) {
            this.firstOffset = firstOffset;
        }
    }

    private static final class Written {
        private final Visible record;
        private final Optional<Transaction> transaction;

        /** When a compaction met it first, and may have or surely has noted that; -1 for never. */
        private long metMillis = -1;

        private long surelyMetMillis = -1;

        Written(Visible record, Optional<Transaction> transaction) {
            this.record = record;
            this.transaction = transaction;
        }

        boolean isVisible() {
            return transaction.map(each -> each.fate == Fate.COMMITTED).orElse(true);
        }
    }

    /** A record as readers see it; the value is empty for a tombstone. */
    record Visible(long offset, long timestamp, String key, Optional<String> value) {}

    private final long deleteRetentionMillis;
    private final TreeMap<Long, Written> records = new TreeMap<>();
    private final Map<Integer, Transaction> open = new HashMap<>();
    private final Map<Integer, Integer> nextSequences = new HashMap<>();
    private final Map<Long, ProducerEnd> ends = new HashMap<>();
    private Optional<AbortedTransaction> justAborted = Optional.empty();
    private long endOffset;
    private long compactedMillis = -1;

    WrittenLog(long deleteRetentionMillis) {
        this.deleteRetentionMillis = deleteRetentionMillis;
    }

    private static long producerId(int producer) {
        return 100L + producer;
    }

    boolean isOpen(int producer) {
        return open.containsKey(producer);
    }

    long decidedEnd() {
        return open.values().stream()
                .mapToLong(transaction -> transaction.firstOffset)
                .min()
                .orElse(endOffset);
    }

    Map<Long, ProducerEnd> ends() {
        return Map.copyOf(ends);
    }

    ByteBuffer batch(Append append, long baseOffset, long nowMillis) {
        int producer = append.producer();
        Optional<Transaction> transaction = producer < FIRST_TRANSACTIONAL
                ? Optional.empty()
                : Optional.of(open.computeIfAbsent(producer, begun -> new Transaction(baseOffset)));
        List<SimpleRecord> simple = new ArrayList<>();
        for (int key : append.records()) {
            long offset = baseOffset + simple.size();
            Optional<String> value =
                    key < 0 ? Optional.empty() : Optional.of(("v" + offset + " ").repeat(1 + (int) (offset % 9)));
            Visible record = new Visible(offset, nowMillis + offset % 3, "key" + Math.abs(key), value);
            records.put(offset, new Written(record, transaction));
            simple.add(new SimpleRecord(
                    record.timestamp(),
                    record.key().getBytes(StandardCharsets.UTF_8),
                    value.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null)));
        }
        ByteBuffer batch = encoded(append, baseOffset, simple.toArray(new SimpleRecord[0]));
        RecordBatchHeader.setLeaderEpoch(batch, batch.position(), 0);
        return batch;
    }

    private ByteBuffer encoded(Append append, long baseOffset, SimpleRecord[] simple) {
        Compression codec =
                Compression.of(CompressionType.forId(append.codec())).build();
        int producer = append.producer();
        if (producer == 0) {
            return MemoryRecords.withRecords(
                            RecordBatch.MAGIC_VALUE_V2, baseOffset, codec, TimestampType.CREATE_TIME, simple)
                    .buffer();
        }
        int sequence = nextSequences.merge(producer, simple.length, Integer::sum) - simple.length;
        ends.put(producerId(producer), new ProducerEnd((short) 0, baseOffset + simple.length - 1));
        return (producer < FIRST_TRANSACTIONAL
                        ? MemoryRecords.withIdempotentRecords(
                                baseOffset, codec, producerId(producer), (short) 0, sequence, 0, simple)
                        : MemoryRecords.withTransactionalRecords(
                                baseOffset, codec, producerId(producer), (short) 0, sequence, 0, simple))
                .buffer();
    }

    ByteBuffer marker(End end, long offset, long nowMillis) {
        ByteBuffer batch = ControlBatch.of(
                new TransactionMarker(producerId(end.producer()), (short) 0, end.commit(), 0), nowMillis);
        RecordBatchHeader.setBaseOffset(batch, 0, offset);
        Transaction ended = open.remove(end.producer());
        ended.fate = end.commit() ? Fate.COMMITTED : Fate.ABORTED;
        endOffset = offset + 1;
        justAborted = end.commit()
                ? Optional.empty()
                : Optional.of(new AbortedTransaction(
                        producerId(end.producer()), ended.firstOffset, offset, Math.min(decidedEnd(), offset + 1)));
        return batch;
    }

    void appended(ByteBuffer batch) {
        endOffset = RecordBatchHeader.lastOffset(batch, batch.position()) + 1;
    }

    /** What to note of a transaction that ended just now. */
    Optional<AbortedTransaction> ended(int producer) {
        return justAborted;
    }

    /** As a broker does that has nothing but the log. */
    void noteAbortedAnew(EngineSession session, PartitionLog log) {
        log.forgetAborted(0);
        Map<Long, Long> begun = new HashMap<>();
        for (ByteBuffer batch : session.readAll(log)) {
            long producerId = RecordBatchHeader.producerId(batch, 0);
            TransactionMarker marker = RecordBatchHeader.isControl(batch, 0) ? ControlBatch.read(batch, 0) : null;
            if (marker != null) {
                Long first = begun.remove(producerId);
                long offset = RecordBatchHeader.baseOffset(batch, 0);
                if (first != null && !marker.committed()) {
                    long undecided = begun.values().stream().min(Long::compare).orElse(offset + 1);
                    log.noteAborted(new AbortedTransaction(producerId, first, offset, undecided));
                }
            } else if (RecordBatchHeader.isTransactional(batch, 0) && !RecordBatchHeader.isControl(batch, 0)) {
                begun.putIfAbsent(producerId, RecordBatchHeader.baseOffset(batch, 0));
            }
        }
        assertThat(begun).as("open transactions").hasSize(open.size());
    }

    /** A compaction was begun that goes so far. */
    void compacting(long end, long nowMillis) {
        compactedMillis = nowMillis;
        records.headMap(end).values().stream()
                .filter(written -> written.metMillis < 0)
                .forEach(written -> written.metMillis = nowMillis);
    }

    /** It is complete. */
    void compacted(long end, long nowMillis) {
        records.headMap(end).values().stream()
                .filter(written -> written.surelyMetMillis < 0)
                .forEach(written -> written.surelyMetMillis = nowMillis);
    }

    private Map<String, Written> lastVisible(long end) {
        Map<String, Written> last = new HashMap<>();
        records.headMap(end).values().stream()
                .filter(Written::isVisible)
                .forEach(written -> last.put(written.record.key(), written));
        return last;
    }

    /** What readers of committed records find. */
    void assertIsReadIn(EngineSession session, PartitionLog log) {
        assertThat(log.endOffset()).isEqualTo(endOffset);
        Map<String, Visible> found = new HashMap<>();
        for (Visible record : new CommittedReader(session, log).readTo(decidedEnd())) {
            Written written = records.get(record.offset());
            assertThat(written).as("what was written at %d", record.offset()).isNotNull();
            assertThat(record).isEqualTo(written.record);
            assertThat(written.isVisible()).as("%s is committed", record).isTrue();
            found.put(record.key(), record);
        }
        lastVisible(decidedEnd()).forEach((key, last) -> {
            Visible seen = found.get(key);
            if (seen == null && last.record.value().isEmpty()) {
                assertThat(last.metMillis).as("%s was compacted", last.record).isNotNegative();
                assertThat(compactedMillis)
                        .as("tombstone %s is gone since", last.record)
                        .isGreaterThanOrEqualTo(last.metMillis + deleteRetentionMillis);
            } else {
                assertThat(seen).as("last record of %s", key).isEqualTo(last.record);
            }
        });
        assertProducersAreKnown(session, log);
    }

    private void assertProducersAreKnown(EngineSession session, PartitionLog log) {
        Map<Long, Integer> found = new HashMap<>();
        for (ByteBuffer batch : session.readAll(log)) {
            if (!RecordBatchHeader.isControl(batch, 0)) {
                found.put(
                        RecordBatchHeader.producerId(batch, 0),
                        RecordBatchHeader.baseSequence(batch, 0) + RecordBatchHeader.lastOffsetDelta(batch, 0));
            }
        }
        nextSequences.forEach((producer, next) -> assertThat(found.get(producerId(producer)))
                .as("last sequence of producer %d", producer)
                .isEqualTo(next - 1));
    }

    /** Below an offset there is nothing that should be gone. */
    void assertIsCompact(EngineSession session, PartitionLog log, long end, long nowMillis) {
        Map<String, Written> last = lastVisible(end);
        Set<String> keys = new HashSet<>();
        for (ByteBuffer batch : session.readAll(log)) {
            RecordBatch kafka =
                    MemoryRecords.readableRecords(batch).batches().iterator().next();
            kafka.ensureValid();
            for (Record record : kafka) {
                if (kafka.isControlBatch() || record.offset() >= end) {
                    continue;
                }
                Visible read = CommittedReader.visible(record);
                assertThat(keys.add(read.key()))
                        .as("one record of %s", read.key())
                        .isTrue();
                Written written = last.get(read.key());
                assertThat(written).as("%s stays for something", read).isNotNull();
                assertThat(read).isEqualTo(written.record);
                boolean over = read.value().isEmpty()
                        && written.surelyMetMillis >= 0
                        && written.surelyMetMillis + deleteRetentionMillis <= nowMillis;
                assertThat(over).as("tombstone %s is over", read).isFalse();
            }
        }
    }
}
