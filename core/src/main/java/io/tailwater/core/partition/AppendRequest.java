package io.tailwater.core.partition;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.result.BrokerError;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a connection to append to some partitions. Owned by the connection's loop; while it is being checked, by that
 * loop or one worker; each outcome's place is written by the shard that owns the partition, before that says it is done.
 */
final class AppendRequest implements Handler<Void> {

    /** In place of a shard: refused before it got to one. */
    private static final int REFUSED = -1;

    private final List<PartitionAppend> appends;
    private final AppendOrigin origin;
    private final Acks acks;
    private final CallerLoop caller;
    private final BrokerMetrics metrics;
    private final @Nullable AppendWork work;
    private final AppendOutcome[] outcomes;
    private final int[] shards;
    private final Promise<List<AppendOutcome>> promise = Promise.promise();
    private @Nullable PartitionAppend @Nullable [] rewritten;
    private int shardsUnanswered;

    /** @param work where it is counted how long shards work on it; null when nobody wants to know */
    AppendRequest(
            List<PartitionAppend> appends,
            AppendOrigin origin,
            Acks acks,
            CallerLoop caller,
            BrokerMetrics metrics,
            @Nullable AppendWork work) {
        this.appends = appends;
        this.origin = origin;
        this.acks = acks;
        this.caller = caller;
        this.metrics = metrics;
        this.work = work;
        this.outcomes = new AppendOutcome[appends.size()];
        this.shards = new int[appends.size()];
    }

    Future<List<AppendOutcome>> future() {
        return promise.future();
    }

    int size() {
        return outcomes.length;
    }

    PartitionAppend append(int entry) {
        @Nullable PartitionAppend other = rewritten == null ? null : rewritten[entry];
        return other == null ? appends.get(entry) : other;
    }

    /** Appends other bytes than came, because the topic keeps them otherwise. */
    void rewrite(int entry, ByteBuffer batch) {
        if (rewritten == null) {
            rewritten = new PartitionAppend[appends.size()];
        }
        rewritten[entry] = new PartitionAppend(appends.get(entry).key(), batch);
    }

    /** Where it is counted how long shards work on it; null when nobody wants to know. */
    @Nullable
    AppendWork work() {
        return work;
    }

    AppendOrigin origin() {
        return origin;
    }

    Acks acks() {
        return acks;
    }

    /** Which shard an append is for, negative when it was refused. */
    int shardOf(int entry) {
        return shards[entry];
    }

    void setShard(int entry, int shard) {
        shards[entry] = shard;
    }

    void refuse(int entry, BrokerError error) {
        shards[entry] = REFUSED;
        outcomes[entry] = new AppendOutcome.Refused(error);
    }

    void setOutcome(int entry, AppendOutcome outcome) {
        outcomes[entry] = outcome;
    }

    boolean hasOutcome(int entry) {
        return outcomes[entry] != null;
    }

    /** Sends it to the shards that have something to append: one message each, none when all was refused. */
    void send(ShardBus bus) {
        if (size() == 1) {
            sendTheOnly(bus);
            return;
        }
        int[] counts = new int[bus.shards()];
        for (int shard : shards) {
            if (shard >= 0 && counts[shard]++ == 0) {
                shardsUnanswered++;
            }
        }
        if (shardsUnanswered == 0) {
            complete();
            return;
        }
        for (int shard = 0; shard < counts.length; shard++) {
            if (counts[shard] > 0) {
                bus.send(shard, new AppendCommand(this, shard, counts[shard]));
            }
        }
    }

    private void sendTheOnly(ShardBus bus) {
        if (shards[0] < 0) {
            complete();
        } else {
            shardsUnanswered = 1;
            bus.send(shards[0], new AppendCommand(this, shards[0], 1));
        }
    }

    /** A shard has written all its outcomes; called on its loop. */
    void shardAnswered() {
        caller.run(this);
    }

    @Override
    public void handle(@Nullable Void nothing) {
        if (--shardsUnanswered == 0) {
            complete();
        }
    }

    private void complete() {
        for (AppendOutcome outcome : outcomes) {
            if (outcome instanceof AppendOutcome.Refused) {
                metrics.appendRefused();
            }
        }
        promise.complete(Arrays.asList(outcomes));
    }
}
