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

    /** What to do with an append whose turn it is and for which there is room. */
    interface Appender {
        void append(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry);
    }

    private record Waiting(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {}

    private final PartitionLog log;
    private final ShardLoop loop;
    private final Appender appender;
    private final StorageTrouble trouble;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

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
        CompletableFuture<Void> room = roomFor(batch);
        if (!room.isDone()) {
            waiting.add(new Waiting(batch, origin, acks, reply, entry));
            awaitRoom(room);
        } else if (room.isCompletedExceptionally()) {
            reply.answer(entry, refusal(Stages.failureOf(room)));
        } else {
            appender.append(batch, origin, acks, reply, entry);
        }
    }

    private CompletableFuture<Void> roomFor(ByteBuffer batch) {
        return Stages.futureOf(() -> log.reserve(batch.remaining()));
    }

    private void awaitRoom(CompletableFuture<Void> room) {
        room.whenComplete((made, thrown) -> loop.execute(() -> roomIsMade(thrown)));
    }

    private void roomIsMade(@Nullable Throwable thrown) {
        if (thrown != null) {
            refuseAll(refusal(thrown));
            return;
        }
        Waiting next = waiting.poll();
        while (next != null) {
            appender.append(next.batch, next.origin, next.acks, next.reply, next.entry);
            next = waiting.peek();
            if (next != null) {
                CompletableFuture<Void> room = roomFor(next.batch);
                if (!room.isDone() || room.isCompletedExceptionally()) {
                    awaitRoom(room);
                    return;
                }
                waiting.remove();
            }
        }
    }

    private AppendOutcome refusal(Throwable thrown) {
        return new AppendOutcome.Refused(trouble.met(thrown));
    }

    /** Answers all that wait; the next append tries again. */
    void refuseAll(AppendOutcome refusal) {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            next.reply.answer(next.entry, refusal);
        }
    }
}
