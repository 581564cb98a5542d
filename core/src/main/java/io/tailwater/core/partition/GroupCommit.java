package io.tailwater.core.partition;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.PartitionLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Makes appends to one log wait for the flush that covers them, with one flush for all that wait. Owned by the partition's
 * shard.
 *
 * <p>At most one flush is under way. What is appended meanwhile waits for the next one, which begins when the appends that
 * the loop has at hand are done, so that they share it.
 */
final class GroupCommit {

    /** An answer that is held back until everything below {@code endOffset} survives power loss. */
    private record Held(long endOffset, AppendReply reply, int entry, AppendOutcome outcome) {}

    private final PartitionLog log;
    private final ShardLoop loop;
    private final BrokerMetrics metrics;
    private final StorageTrouble trouble;
    private final HighWatermark highWatermark;

    /** In the order of their end offsets, but for duplicates, which wait a little longer than they must. */
    private final ArrayDeque<Held> held = new ArrayDeque<>(0);

    private boolean flushDue;
    private boolean flushing;
    private boolean released;
    private long flushBegan;
    private @Nullable Promise<Void> whenDrained;

    GroupCommit(
            PartitionLog log,
            ShardLoop loop,
            BrokerMetrics metrics,
            StorageTrouble trouble,
            HighWatermark highWatermark) {
        this.log = log;
        this.loop = loop;
        this.metrics = metrics;
        this.trouble = trouble;
        this.highWatermark = highWatermark;
    }

    /** Answers when everything below {@code endOffset} survives power loss. */
    void answerWhenDurable(long endOffset, AppendReply reply, int entry, AppendOutcome outcome) {
        if (held.isEmpty() && log.durableOffset() >= endOffset) {
            highWatermark.durable(log.durableOffset());
            reply.answer(entry, outcome);
            return;
        }
        held.add(new Held(endOffset, reply, entry, outcome));
        flushSoon();
    }

    /** Flushes what is there although nobody waits for it. */
    void flushSoon() {
        if (!flushing && !flushDue) {
            flushDue = true;
            loop.execute(this::beginFlush);
        }
    }

    private void beginFlush() {
        flushDue = false;
        flushing = true;
        highWatermark.flushBegins();
        flushBegan = metrics.timed() ? loop.monotonicNanos() : 0;
        log.flush().whenComplete((durableOffset, thrown) -> loop.execute(() -> flushEnded(durableOffset, thrown)));
    }

    private void flushEnded(Long durableOffset, @Nullable Throwable thrown) {
        flushing = false;
        if (thrown == null) {
            flushed(durableOffset);
        } else {
            failed(thrown);
        }
        tellWhenDrained();
    }

    private void flushed(long durableOffset) {
        trouble.overFlushing();
        highWatermark.durable(durableOffset);
        int answered = 0;
        for (Held next = held.peek(); next != null && next.endOffset <= durableOffset; next = held.peek()) {
            held.remove();
            answered++;
            next.reply.answer(next.entry, next.outcome);
        }
        metrics.flushed(answered, metrics.timed() ? loop.monotonicNanos() - flushBegan : 0);
        if (!held.isEmpty() || (!released && highWatermark.waitsForFlush())) {
            flushSoon();
        }
    }

    private void failed(Throwable thrown) {
        refuseHeld(new AppendOutcome.Refused(trouble.metFlushing(thrown)));
    }

    /** Completes when nothing is held back and no flush is under way. */
    Future<Void> drained() {
        if (held.isEmpty() && !flushing && !flushDue) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        whenDrained = promise;
        return promise.future();
    }

    private void tellWhenDrained() {
        Promise<Void> promise = whenDrained;
        if (promise != null && held.isEmpty() && !flushing && !flushDue) {
            whenDrained = null;
            promise.complete();
        }
    }

    /** Answers everything held back with an error, and flushes no more. */
    void release(AppendOutcome refusal) {
        released = true;
        refuseHeld(refusal);
    }

    /** It may or may not be on disk. */
    private void refuseHeld(AppendOutcome refusal) {
        for (Held next = held.poll(); next != null; next = held.poll()) {
            next.reply.answer(next.entry, refusal);
        }
    }
}
