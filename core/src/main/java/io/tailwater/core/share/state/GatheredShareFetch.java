package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorStep;
import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PendingFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.PendingShareFetch;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareRead;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.state.FetchTicket.Claims;
import io.tailwater.core.share.state.FetchTicket.Found;
import io.tailwater.core.share.state.FetchTicket.Position;
import io.tailwater.core.share.state.FetchTicket.Prepared;
import io.tailwater.core.share.state.FetchTicket.Unready;
import io.tailwater.core.share.state.FetchTicket.Wish;
import io.tailwater.spi.MemorySlice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A share fetch of a connection: claims partitions, reads, has what was read acquired, and does so again until there is something
 * or the time is up. Event-loop confined to the connection's.
 *
 * <p>At the end of all its partitions it waits with the logs for more, as any fetch does, and with the coordinator for records
 * that come back. Nothing polls.
 */
final class GatheredShareFetch implements PendingShareFetch {

    /** What is read at once of one partition: few of the bytes are sent when a member wants few records. */
    private static final int PARTITION_BYTES = 2 << 20;

    /** While a coordinator reads its log, or records cannot be read that have to be delivered again, one tries so often. */
    private static final int RETRY_MILLIS = 100;

    private final ShareReading reading;
    private final ShareFetchQuery query;
    private final FetchTicket ticket;
    private final Promise<Result<List<ShareRead>>> promise = Promise.promise();
    private final List<PartitionKey> left;
    private final List<ShareRead> reads = new ArrayList<>();
    private final long waitUntilMillis;

    private @Nullable PendingFetch pending;
    private boolean ended;

    GatheredShareFetch(ShareReading reading, ShareFetchQuery query) {
        this.reading = reading;
        this.query = query;
        this.ticket = new FetchTicket(query.member());
        this.left = new ArrayList<>(query.partitions());
        this.waitUntilMillis = reading.clock().millis() + query.maxWaitMillis();
    }

    @Override
    public Future<Result<List<ShareRead>>> reads() {
        return promise.future();
    }

    void begin() {
        claim();
    }

    /** An error is worth telling at once, and so are records. */
    private boolean timeIsUp() {
        return !reads.isEmpty() || reading.clock().millis() >= waitUntilMillis;
    }

    private <T> Future<Result<T>> ask(CoordinatorStep<SharesState, T> step) {
        return reading.coordinators().ask(query.member().groupId(), step);
    }

    private void claim() {
        if (left.isEmpty()) {
            end(Result.ok(reads));
            return;
        }
        Wish wish = new Wish(List.copyOf(left), timeIsUp() ? 0 : waitUntilMillis);
        this.<Claims>ask((shares, reply, output) -> shares.claim(ticket, wish, reply, output))
                .onSuccess(this::claimed);
    }

    private void claimed(Result<Claims> result) {
        if (ended) {
            return;
        }
        if (result instanceof Result.Refused<Claims> refused) {
            refused(refused.error());
            return;
        }
        Claims claims = ((Result.Ok<Claims>) result).value();
        if (!claims.unready().isEmpty()) {
            prepare(claims.unready());
        } else if (!claims.positions().isEmpty()) {
            read(claims.positions());
        } else if (timeIsUp()) {
            end(Result.ok(reads));
        } else {
            claim();
        }
    }

    /** A coordinator that is not there will be: members are not told, they get nothing meanwhile. */
    private void refused(BrokerError error) {
        boolean passing = error.code() == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
                || error.code() == ErrorCode.COORDINATOR_NOT_AVAILABLE;
        if (!passing) {
            end(new Result.Refused<>(error));
        } else if (timeIsUp()) {
            end(Result.ok(reads));
        } else {
            claimLater();
        }
    }

    private void claimLater() {
        long leftMillis = waitUntilMillis - reading.clock().millis();
        reading.vertx().setTimer(Math.max(1, Math.min(RETRY_MILLIS, leftMillis)), timer -> {
            if (!ended) {
                claim();
            }
        });
    }

    private void prepare(List<Unready> unready) {
        ShareSettings settings = reading.settings().apply(query.member().groupId());
        List<Future<Result<Prepared>>> looks = unready.stream()
                .map(partition -> reading.preparation().look(partition, settings))
                .toList();
        Future.join(looks).onSuccess(all -> {
            List<Prepared> prepared = new ArrayList<>();
            for (int i = 0; i < looks.size(); i++) {
                Result<Prepared> look = all.resultAt(i);
                if (look instanceof Result.Ok<Prepared> ok) {
                    prepared.add(ok.value());
                } else {
                    fail(unready.get(i).key(), ((Result.Refused<Prepared>) look).error());
                }
            }
            this.<List<PartitionOutcome>>ask((shares, reply, output) ->
                            shares.prepare(query.member().groupId(), prepared, reply, output))
                    .onSuccess(this::prepared);
        });
    }

    private void prepared(Result<List<PartitionOutcome>> result) {
        if (ended) {
            return;
        }
        if (result instanceof Result.Refused<List<PartitionOutcome>> refused) {
            refused(refused.error());
            return;
        }
        for (PartitionOutcome outcome : ((Result.Ok<List<PartitionOutcome>>) result).value()) {
            BrokerError error = outcome.error();
            if (error != null) {
                fail(outcome.key(), error);
            }
        }
        claim();
    }

    private void fail(PartitionKey key, BrokerError error) {
        if (left.remove(key)) {
            reads.add(new ShareRead(key, error, MemorySlice.EMPTY, List.of()));
        }
    }

    private void read(List<Position> positions) {
        boolean waits = !timeIsUp() && positions.stream().allMatch(Position::atEnd);
        int partitionBytes = Math.min(PARTITION_BYTES, query.maxBytes());
        PendingFetch fetch = reading.partitions()
                .fetch(new FetchQuery(
                        positions.stream()
                                .map(position ->
                                        new PartitionFetch(position.key(), position.offset(), partitionBytes, -1, -1))
                                .toList(),
                        query.maxBytes(),
                        waits ? query.minBytes() : 0,
                        waits
                                ? (int) Math.max(
                                        0, waitUntilMillis - reading.clock().millis())
                                : 0,
                        reading.settings().apply(query.member().groupId()).readCommitted()));
        pending = fetch;
        fetch.reads().onSuccess(found -> found(positions, found));
        if (waits && pending == fetch) {
            this.<Done>ask((shares, reply, output) -> shares.watch(ticket, reply, output))
                    .onSuccess(news -> {
                        if (pending == fetch && !ended) {
                            pending = null;
                            fetch.cancel();
                            claim();
                        }
                    });
        }
    }

    private void found(List<Position> positions, List<PartitionRead> found) {
        pending = null;
        if (ended) {
            found.forEach(read -> read.slice().close());
            return;
        }
        List<Future<ShareReading.Look>> looks = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            looks.add(reading.look(positions.get(i), found.get(i)));
        }
        Future.join(looks).onSuccess(all -> acquire(all.list()));
    }

    private void acquire(List<ShareReading.Look> looks) {
        if (ended) {
            looks.forEach(ShareReading.Look::close);
            return;
        }
        List<Found> found = new ArrayList<>();
        for (ShareReading.Look look : looks) {
            BrokerError error = look.error();
            if (error != null) {
                fail(look.found().key(), error);
            } else {
                found.add(look.found());
            }
        }
        this.<Map<PartitionKey, List<AcquiredRange>>>ask(
                        (shares, reply, output) -> shares.acquire(ticket, query, found, reply, output))
                .onSuccess(result -> acquired(looks, result));
    }

    private void acquired(List<ShareReading.Look> looks, Result<Map<PartitionKey, List<AcquiredRange>>> result) {
        if (ended || !(result instanceof Result.Ok<Map<PartitionKey, List<AcquiredRange>>> ok)) {
            looks.forEach(ShareReading.Look::close);
            if (!ended) {
                refused(((Result.Refused<Map<PartitionKey, List<AcquiredRange>>>) result).error());
            }
            return;
        }
        for (ShareReading.Look look : looks) {
            List<AcquiredRange> ranges = ok.value().get(look.found().key());
            ScannedBatches scanned = look.scanned();
            if (ranges == null || scanned == null) {
                look.close();
            } else {
                reads.add(new ShareRead(look.found().key(), null, scanned.with(ranges), ranges));
            }
        }
        if (timeIsUp()) {
            end(Result.ok(reads));
        } else if (looks.stream().allMatch(look -> look.found().batches().isEmpty())) {
            // What is to be delivered again cannot be read now: a group that wants committed records only does not see
            // all that
            // it saw before.
            claimLater();
        } else {
            claim();
        }
    }

    private void end(Result<List<ShareRead>> result) {
        ended = true;
        promise.complete(result);
    }

    @Override
    public void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        PendingFetch waiting = pending;
        if (waiting != null) {
            pending = null;
            waiting.cancel();
        }
        reads.forEach(read -> read.slice().close());
        this.<Done>ask((shares, reply, output) -> shares.leave(ticket, reply, output));
    }
}
