package io.tailwater.core.client;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PendingFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Reads some partitions of a topic, from a position on. Confined to one event loop.
 *
 * <p>It holds nothing but its positions between reads, so that a reader who takes its time costs nothing. What is asked for is
 * decoded on a worker, and no further than it is wanted.
 */
public final class TopicReader {

    private static final int FETCH_BYTES = 256 << 10;
    private static final int MIN_FETCH_BYTES = 4 << 10;
    private static final int NO_EPOCH = -1;

    private final RecordAccess access;
    private final ClientSession session;
    private final Vertx vertx;
    private final Turns turnsToDecode;
    private final Topic topic;
    private final boolean committedOnly;
    private final TreeMap<Integer, Long> positions;
    private @Nullable Waiting waiting;
    private int turns;
    private boolean closed;

    /** A fetch that was not answered yet. */
    private static final class Waiting {

        private final PendingFetch fetch;
        private final Promise<Result<ReadRecords>> promise = Promise.promise();

        Waiting(PendingFetch fetch) {
            this.fetch = fetch;
        }
    }

    /**
     * @param session who reads: it is looked at with each read whether they still may
     * @param turnsToDecode those of all readers of the event loop
     * @param positions partitions and the next offset of each
     * @param committedOnly whether records of transactions that are open or aborted are left out
     */
    public TopicReader(
            RecordAccess access,
            ClientSession session,
            Vertx vertx,
            Turns turnsToDecode,
            Topic topic,
            SortedMap<Integer, Long> positions,
            boolean committedOnly) {
        this.access = access;
        this.session = session;
        this.vertx = vertx;
        this.turnsToDecode = turnsToDecode;
        this.topic = topic;
        this.committedOnly = committedOnly;
        this.positions = new TreeMap<>(positions);
    }

    public Topic topic() {
        return topic;
    }

    /** The next offset of each partition, as it stands. */
    public SortedMap<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }

    /** Reads another partition, too, from its first record; a read that waits answers, and the next one takes it up. */
    public void add(int partition) {
        positions.putIfAbsent(partition, 0L);
        Waiting interrupted = waiting;
        if (interrupted != null) {
            waiting = null;
            interrupted.fetch.cancel();
            interrupted.promise.complete(Result.ok(ReadRecords.NONE));
        }
    }

    /**
     * Reads on; one at a time. Positions have moved past what it gives when it is given.
     *
     * @param maxWaitMillis how long to wait for records when there are none; 0 for not at all
     * @return perhaps nothing although there is more; {@code UNKNOWN_TOPIC_ID} when the topic was deleted,
     *     {@code OFFSET_OUT_OF_RANGE} when the log ends before a position, {@code TOPIC_AUTHORIZATION_FAILED} when its reader may not read it (any more),
     *     {@code KAFKA_STORAGE_ERROR}; on the event loop, and
     *     never after {@link #close()}
     */
    public Future<Result<ReadRecords>> next(ReadLimits limits, int maxWaitMillis) {
        BrokerError refusal = refusal();
        if (refusal != null) {
            return Future.succeededFuture(new Result.Refused<>(refusal));
        }
        List<Integer> order = new ArrayList<>(positions.keySet());
        // Another partition comes first each time, since the first may take all the room.
        Collections.rotate(order, turns++ & Integer.MAX_VALUE);
        int fetchBytes = Math.max(MIN_FETCH_BYTES, Math.min(FETCH_BYTES, limits.maxBytes()));
        List<PartitionFetch> parts = new ArrayList<>(order.size());
        for (int partition : order) {
            PartitionKey key = new PartitionKey(topic.id(), partition);
            parts.add(new PartitionFetch(key, positionOf(partition), fetchBytes, NO_EPOCH, NO_EPOCH));
        }
        FetchQuery query = new FetchQuery(parts, fetchBytes, 1, maxWaitMillis, committedOnly);
        Waiting begun = new Waiting(access.partitions().fetch(query));
        waiting = begun;
        begun.fetch.reads().onSuccess(reads -> {
            if (waiting == begun) {
                waiting = null;
                taken(order, reads, limits).onSuccess(result -> {
                    if (!closed) {
                        begun.promise.complete(result);
                    }
                });
            } else {
                close(reads);
            }
        });
        return begun.promise.future();
    }

    /** The next offset of a partition that is read. */
    public long positionOf(int partition) {
        return positions.getOrDefault(partition, 0L);
    }

    private @Nullable BrokerError refusal() {
        return access.refusal(session, AclOperation.READ, topic.name());
    }

    private Future<Result<ReadRecords>> taken(List<Integer> order, List<PartitionRead> reads, ReadLimits limits) {
        BrokerError refusal = refusal(); // it may have waited, and its reader may have lost the right meanwhile
        if (refusal != null) {
            close(reads);
            return Future.succeededFuture(new Result.Refused<>(refusal));
        }
        for (int i = 0; i < reads.size(); i++) {
            BrokerError error = reads.get(i).error();
            DamagedRange damaged = reads.get(i).damaged();
            if (damaged != null) {
                close(reads);
                return Future.succeededFuture(Result.ok(passDamaged(order.get(i), damaged)));
            }
            if (error != null) {
                close(reads);
                return error.code() == ErrorCode.OFFSET_OUT_OF_RANGE
                        ? passDeleted(order.get(i), error)
                        : Future.succeededFuture(new Result.Refused<>(error));
            }
        }
        if (reads.stream().allMatch(read -> read.slice().size() == 0)) {
            close(reads);
            return Future.succeededFuture(Result.ok(ReadRecords.NONE));
        }
        return decode(order, reads, limits);
    }

    /** Records that were deleted before they were read are a gap; a position past the end is an error. */
    private Future<Result<ReadRecords>> passDeleted(int partition, BrokerError error) {
        return StartOffsets.find(access, topic, partition, new StartPosition.Earliest(), committedOnly)
                .map(earliest -> {
                    long position = positionOf(partition);
                    if (earliest instanceof Result.Ok<Long> ok && ok.value() > position) {
                        positions.put(partition, ok.value());
                        return Result.ok(new ReadRecords(
                                List.of(),
                                List.of(new RecordGap(
                                        partition, position, ok.value(), "Deleted before they were read."))));
                    }
                    return new Result.Refused<>(error);
                });
    }

    private ReadRecords passDamaged(int partition, DamagedRange damaged) {
        long position = positionOf(partition);
        positions.put(partition, damaged.toOffset());
        return new ReadRecords(
                List.of(),
                List.of(new RecordGap(
                        partition,
                        position,
                        damaged.toOffset(),
                        damaged.message(topic.name() + "-" + partition) + ".")));
    }

    private Future<Result<ReadRecords>> decode(List<Integer> order, List<PartitionRead> reads, ReadLimits limits) {
        FetchDecoding decoding = new FetchDecoding(access.format(), limits);
        SortedMap<Integer, Long> from = positions();
        Callable<ReadRecords> decodeAll = () -> {
            for (int i = 0; i < reads.size(); i++) {
                PartitionRead read = reads.get(i);
                int partition = order.get(i);
                decoding.decode(partition, from.getOrDefault(partition, 0L), read, read.slice());
            }
            return decoding.read();
        };
        return turnsToDecode.take(() -> vertx.executeBlocking(decodeAll, false)
                .onComplete(done -> close(reads))
                .transform(done -> Future.succeededFuture(decoded(decoding, done))));
    }

    private Result<ReadRecords> decoded(FetchDecoding decoding, AsyncResult<ReadRecords> done) {
        if (done.failed()) {
            return Result.refused(
                    ErrorCode.KAFKA_STORAGE_ERROR, "Topic " + topic.name() + " could not be read: " + done.cause());
        }
        positions.putAll(decoding.positions());
        decoding.suspects()
                .forEach((partition, offset) ->
                        access.partitions().check(new PartitionKey(topic.id(), partition), offset, 1));
        return Result.ok(done.result());
    }

    private static void close(List<PartitionRead> reads) {
        reads.forEach(read -> read.slice().close());
    }

    /** Ends it: a read under way never completes. */
    public void close() {
        closed = true;
        Waiting abandoned = waiting;
        waiting = null;
        if (abandoned != null) {
            abandoned.fetch.cancel();
        }
    }
}
