package io.tailwater.tcp;

import io.tailwater.core.integrity.RangeCheck;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.partition.EpochEndOffset;
import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.OffsetFound;
import io.tailwater.core.partition.OffsetSpec;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.partition.PendingFetch;
import io.tailwater.core.producer.ProducerDescription;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Result;
import io.tailwater.spi.FileSlice;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.RecordBatchHeader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Partitions as files, one each, read through leases that are counted. Thread-safe. */
public final class MemoryPartitions implements PartitionClient {

    private final Map<PartitionKey, Log> logs = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final AtomicInteger leases = new AtomicInteger();
    private boolean holdAppends;
    private final List<Runnable> held = new ArrayList<>();

    /** A batch: where it lies and which offset is its first. */
    private record Batch(long position, int size, long baseOffset, long nextOffset) {}

    private static final class Log {
        private final FileChannel channel;
        private final List<Batch> batches = new ArrayList<>();
        private long endOffset;
        private long endPosition;

        Log() {
            try {
                Path file = Files.createTempFile("tailwater", ".log");
                channel = FileChannel.open(
                        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Waiting implements PendingFetch {
        private final FetchQuery query;
        private final Context context;
        private final Promise<List<PartitionRead>> promise = Promise.promise();

        Waiting(FetchQuery query, Context context) {
            this.query = query;
            this.context = context;
        }

        @Override
        public Future<List<PartitionRead>> reads() {
            return promise.future();
        }

        @Override
        public void cancel() {
            synchronized (MemoryPartitions.this) {
                waiting.remove(this);
            }
        }
    }

    /** Leases that were not given back. */
    public int openLeases() {
        return leases.get();
    }

    /** Fetches that wait for data. */
    public synchronized int waitingFetches() {
        return waiting.size();
    }

    /** Leaves appends unanswered until {@link #answerAppends}. */
    public synchronized void holdAppends() {
        holdAppends = true;
    }

    /** Appends that are held. */
    public synchronized int heldAppends() {
        return held.size();
    }

    /** Answers what was held. */
    public synchronized void answerAppends() {
        holdAppends = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    @Override
    public AppendSequence appends(Context context) {
        return (appends, acks, transaction) -> append(context, appends);
    }

    private synchronized Future<List<AppendOutcome>> append(Context context, List<PartitionAppend> appends) {
        List<AppendOutcome> outcomes = new ArrayList<>();
        for (PartitionAppend append : appends) {
            outcomes.add(new AppendOutcome.Appended(store(append), -1, 0));
        }
        for (Waiting fetch : List.copyOf(waiting)) {
            List<PartitionRead> reads = read(fetch.query);
            if (bytes(reads) >= Math.max(1, fetch.query.minBytes())) {
                waiting.remove(fetch);
                fetch.context.runOnContext(nothing -> fetch.promise.complete(reads));
            } else {
                reads.forEach(found -> found.slice().close());
            }
        }
        Promise<List<AppendOutcome>> promise = Promise.promise();
        Runnable answer = () -> context.runOnContext(nothing -> promise.complete(outcomes));
        if (holdAppends) {
            held.add(answer);
        } else {
            answer.run();
        }
        return promise.future();
    }

    private long store(PartitionAppend append) {
        Log log = logs.computeIfAbsent(append.key(), key -> new Log());
        long base = log.endOffset;
        ByteBuffer bytes = append.batches().duplicate();
        RecordBatchHeader.setBaseOffset(bytes, bytes.position(), base);
        long next = base + RecordBatchHeader.lastOffsetDelta(bytes, bytes.position()) + 1;
        Batch batch = new Batch(log.endPosition, bytes.remaining(), base, next);
        try {
            while (bytes.hasRemaining()) {
                log.endPosition += log.channel.write(bytes, log.endPosition);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.batches.add(batch);
        log.endOffset = next;
        return base;
    }

    @Override
    public synchronized PendingFetch fetch(FetchQuery query) {
        Waiting fetch = new Waiting(query, Vertx.currentContext());
        List<PartitionRead> reads = read(query);
        if (bytes(reads) >= query.minBytes() || query.maxWaitMillis() == 0) {
            fetch.promise.complete(reads);
        } else {
            reads.forEach(found -> found.slice().close());
            waiting.add(fetch);
            fetch.context.owner().setTimer(query.maxWaitMillis(), timer -> expire(fetch));
        }
        return fetch;
    }

    private synchronized void expire(Waiting fetch) {
        if (waiting.remove(fetch)) {
            fetch.promise.complete(read(fetch.query));
        }
    }

    private List<PartitionRead> read(FetchQuery query) {
        List<PartitionRead> reads = new ArrayList<>();
        int room = query.maxBytes();
        for (PartitionFetch wanted : query.partitions()) {
            Log log = logs.get(wanted.key());
            long end = log == null ? 0 : log.endOffset;
            LogSlice slice = log == null ? MemorySlice.EMPTY : slice(log, wanted, Math.min(room, wanted.maxBytes()));
            room -= slice.size();
            reads.add(new PartitionRead(null, end, end, 0, slice, List.of(), null, null));
        }
        return reads;
    }

    private LogSlice slice(Log log, PartitionFetch wanted, int maxBytes) {
        long position = -1;
        int size = 0;
        for (Batch batch : log.batches) {
            if (batch.nextOffset() > wanted.fetchOffset()) {
                if (position < 0) {
                    position = batch.position();
                } else if (size + batch.size() > maxBytes) {
                    break;
                }
                size += batch.size();
            }
        }
        if (size == 0) {
            return MemorySlice.EMPTY;
        }
        leases.incrementAndGet();
        return new FileSlice(log.channel, position, size, leases::decrementAndGet);
    }

    private static int bytes(List<PartitionRead> reads) {
        return reads.stream().mapToInt(found -> found.slice().size()).sum();
    }

    @Override
    public Future<Result<OffsetFound>> findOffset(PartitionKey key, OffsetSpec spec, int currentLeaderEpoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<EpochEndOffset>> epochEnd(PartitionKey key, int leaderEpoch, int currentLeaderEpoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<Long>> deleteRecords(PartitionKey key, long beforeOffset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<RangeCheck.Checked>> check(PartitionKey key, long fromOffset, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<PartitionStatus>> status(PartitionKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Result<PartitionStatus>>> statuses(List<PartitionKey> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<AppendOutcome>> endTransaction(
            TransactionMarker marker, boolean epochPerTransaction, List<PartitionKey> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<List<ProducerDescription>>> producers(PartitionKey key) {
        throw new UnsupportedOperationException();
    }
}
