package io.tailwater.core.transaction.state;

import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.transaction.PartitionName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a transaction's markers, and tries again where that fails, until each is on disk or its partition is gone. Thread-safe.
 */
final class MarkerWriter {

    private static final Logger LOG = LoggerFactory.getLogger(MarkerWriter.class);

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** The partition is gone, or has seen a younger marker: nothing is left to decide there. */
    private static final Set<ErrorCode> OVER = EnumSet.of(
            ErrorCode.UNKNOWN_TOPIC_ID,
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
            ErrorCode.INVALID_PRODUCER_EPOCH,
            ErrorCode.TRANSACTION_COORDINATOR_FENCED);

    private final Vertx vertx;
    private final TopicCatalog topics;
    private final PartitionClient partitions;
    private final OffsetsPart offsets;
    private final Function<DecidedTransaction, Future<Boolean>> isDue;
    private volatile boolean closed;

    /**
     * @param isDue asked before an attempt after the first: a coordinator that was loaded again has markers written, too, and a
     *     producer's next transaction must not be ended by a marker that comes late
     */
    MarkerWriter(
            Vertx vertx,
            TopicCatalog topics,
            PartitionClient partitions,
            OffsetsPart offsets,
            Function<DecidedTransaction, Future<Boolean>> isDue) {
        this.isDue = isDue;
        this.vertx = vertx;
        this.topics = topics;
        this.partitions = partitions;
        this.offsets = offsets;
    }

    /** Completes when all markers are on disk; fails when the broker stops before, or somebody else writes them by now. */
    Future<Void> write(DecidedTransaction decided) {
        Promise<Void> promise = Promise.promise();
        attempt(decided, decided.partitions(), FIRST_PAUSE_MILLIS, promise);
        return promise.future();
    }

    private void attempt(
            DecidedTransaction decided, List<PartitionName> names, long pauseMillis, Promise<Void> promise) {
        if (closed) {
            promise.fail("the broker is stopping");
            return;
        }
        List<Future<@Nullable PartitionName>> left = new ArrayList<>();
        List<PartitionName> plain = new ArrayList<>();
        List<PartitionKey> keys = new ArrayList<>();
        for (PartitionName name : names) {
            Topic topic = topics.find(name.topic());
            if (offsets.has(name)) {
                left.add(offsets.end(name, decided.marker()).map(result -> leftOf(decided, name, errorOf(result))));
            } else if (topic != null) {
                plain.add(name);
                keys.add(new PartitionKey(topic.id(), name.partition()));
            }
        }
        Future<List<AppendOutcome>> written =
                partitions.endTransaction(decided.marker(), decided.epochPerTransaction(), keys);
        for (int i = 0; i < plain.size(); i++) {
            int entry = i;
            left.add(written.map(outcomes -> leftOf(decided, plain.get(entry), errorOf(outcomes.get(entry)))));
        }
        Future.join(left).onComplete(done -> {
            List<PartitionName> again = new ArrayList<>();
            for (Future<@Nullable PartitionName> one : left) {
                PartitionName name = one.succeeded() ? one.result() : null;
                if (name != null) {
                    again.add(name);
                }
            }
            if (again.isEmpty()) {
                promise.complete();
            } else {
                vertx.setTimer(
                        pauseMillis,
                        fired ->
                                attemptIfDue(decided, again, Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS), promise));
            }
        });
    }

    private void attemptIfDue(
            DecidedTransaction decided, List<PartitionName> names, long pauseMillis, Promise<Void> promise) {
        isDue.apply(decided).onSuccess(due -> {
            if (due) {
                attempt(decided, names, pauseMillis, promise);
            } else {
                // Not done by this attempt, so the coordinator is not to be told that it is.
                promise.fail("the markers of " + decided.transactionalId() + " are written by another attempt");
            }
        });
    }

    private static @Nullable BrokerError errorOf(Result<Done> result) {
        return result instanceof Result.Refused<Done> refused ? refused.error() : null;
    }

    private static @Nullable BrokerError errorOf(AppendOutcome outcome) {
        return outcome instanceof AppendOutcome.Refused refused ? refused.error() : null;
    }

    /** The partition, if it has to be tried again. */
    private static @Nullable PartitionName leftOf(
            DecidedTransaction decided, PartitionName name, @Nullable BrokerError error) {
        if (error == null || OVER.contains(error.code())) {
            return null;
        }
        LOG.atWarn()
                .addKeyValue("partition", name)
                .addKeyValue("error", error.code())
                .log("A marker of {} is written later: {}", decided.transactionalId(), error.message());
        return name;
    }

    /** Tries nothing again. */
    void close() {
        closed = true;
    }
}
