package io.tailwater.core.partition;

import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets appends reach a log only when it has room for them, in the order in which they came. Owned by the partition's shard.
 *
 * <p>It holds what connections have under way, which they bound.
 */
final class AppendQueue {

    /** What to do with an append whose turn it is. */
    interface Appender {

        /**
         * Makes a batch what it will be in the log, which is going to be the next one appended.
         *
         * @return false when that is not known yet, or it may be refused
         */
        boolean settle(ByteBuffer batch, AppendOrigin origin);

        /** There is room for it. */
        void append(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry);
    }

    private record Waiting(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {}

    /** Engines gain nothing by seeing smaller ones before their turn. */
    private static final int LARGE_BYTES = 32 << 10;

    private final PartitionLog log;
    private final ShardLoop loop;
    private final Appender appender;
    private final StorageTrouble trouble;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

    /** Whether the log may be reading the first that waits. */
    private boolean lent;

    /** What everything is refused for, or null. */
    private @Nullable AppendOutcome refusal;

    AppendQueue(PartitionLog log, ShardLoop loop, Appender appender, StorageTrouble trouble) {
        this.log = log;
        this.loop = loop;
        this.appender = appender;
        this.trouble = trouble;
    }

    void append(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {
        if (!waiting.isEmpty()) {
            waiting.add(new Waiting(batch, origin, acks, reply, entry));
            return;
        }
        CompletableFuture<Void> room = roomFor(batch, origin);
        if (!room.isDone()) {
            waiting.add(new Waiting(batch, origin, acks, reply, entry));
            awaitRoom(room);
        } else if (room.isCompletedExceptionally()) {
            reply.answer(entry, refusal(Stages.failureOf(room)));
        } else {
            appender.append(batch, origin, acks, reply, entry);
        }
    }

    private CompletableFuture<Void> roomFor(ByteBuffer batch, AppendOrigin origin) {
        boolean settled = batch.remaining() >= LARGE_BYTES && appender.settle(batch, origin);
        CompletableFuture<Void> room =
                Stages.futureOf(() -> settled ? log.reserveFor(batch) : log.reserve(batch.remaining()));
        lent = settled && !room.isDone();
        return room;
    }

    private void awaitRoom(CompletableFuture<Void> room) {
        room.whenComplete((made, thrown) -> loop.execute(() -> roomIsMade(thrown)));
    }

    private void roomIsMade(@Nullable Throwable thrown) {
        lent = false;
        AppendOutcome refused = thrown != null ? refusal(thrown) : refusal;
        if (refused != null) {
            answerAll(refused);
            return;
        }
        Waiting next = waiting.poll();
        while (next != null) {
            appender.append(next.batch, next.origin, next.acks, next.reply, next.entry);
            next = waiting.peek();
            if (next != null) {
                CompletableFuture<Void> room = roomFor(next.batch, next.origin);
                if (!room.isDone() || room.isCompletedExceptionally()) {
                    awaitRoom(room);
                    return;
                }
                waiting.remove();
            }
        }
    }

    private AppendOutcome refusal(Throwable thrown) {
        return new AppendOutcome.Refused(trouble.metWriting(thrown));
    }

    /** Refuses all that wait, and what comes. */
    void refuseAll(AppendOutcome refusal) {
        this.refusal = refusal;
        if (!lent) { // else the log is reading the bytes that are given back with the first answer
            answerAll(refusal);
        }
    }

    /** Answers all that wait; the next append tries again. */
    private void answerAll(AppendOutcome refusal) {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            next.reply.answer(next.entry, refusal);
        }
    }
}
