package io.tailwater.core.partition;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.List;

/**
 * A fetch of a connection, done by one shard or several. Event-loop confined to the connection's.
 *
 * <p>Every shard is asked to wait for its even share of what is missing: if all shards together have enough, one of them has
 * its share. The first to answer makes the others answer, and when that is too little after all, the next round asks for
 * shares of what is missing then.
 */
final class GatheredFetch implements PendingFetch {

    private final ShardBus bus;
    private final FetchQuery query;
    private final CallerLoop caller;
    private final Promise<List<PartitionRead>> promise = Promise.promise();

    private int[] shards = {};
    private FetchCommand[] commands = {};
    private int unanswered;
    private boolean hurried;
    private boolean ended;

    GatheredFetch(ShardBus bus, FetchQuery query, CallerLoop caller) {
        this.bus = bus;
        this.query = query;
        this.caller = caller;
    }

    FetchQuery query() {
        return query;
    }

    CallerLoop caller() {
        return caller;
    }

    @Override
    public Future<List<PartitionRead>> reads() {
        return promise.future();
    }

    void begin() {
        int[] shardOf = new int[query.partitions().size()];
        int[] counts = new int[bus.shards()];
        for (int i = 0; i < shardOf.length; i++) {
            shardOf[i] = bus.shardOf(query.partitions().get(i).key());
            counts[shardOf[i]]++;
        }
        int used = 0;
        for (int count : counts) {
            used += count > 0 ? 1 : 0;
        }
        if (used == 0) {
            deliver(new PartitionRead[0]);
            return;
        }
        shards = new int[used];
        commands = new FetchCommand[used];
        long share = shareOf(query.minBytes());
        for (int shard = 0, at = 0; shard < counts.length; shard++) {
            if (counts[shard] > 0) {
                shards[at] = shard;
                int[] entries = entriesOf(shard, shardOf, counts[shard]);
                commands[at++] = new FetchCommand(this, entries, share, FetchCommand.FROM_QUERY);
            }
        }
        send();
    }

    private static int[] entriesOf(int shard, int[] shardOf, int count) {
        int[] entries = new int[count];
        for (int i = 0, at = 0; i < shardOf.length; i++) {
            if (shardOf[i] == shard) {
                entries[at++] = i;
            }
        }
        return entries;
    }

    private long shareOf(long missingBytes) {
        return (missingBytes + commands.length - 1) / commands.length;
    }

    private void send() {
        unanswered = commands.length;
        hurried = false;
        for (int i = 0; i < commands.length; i++) {
            bus.send(shards[i], commands[i]);
        }
    }

    /** A shard answered. */
    void answered(FetchCommand command) {
        unanswered--;
        if (ended) {
            command.closeSlices();
        } else if (unanswered == 0) {
            gather();
        } else if (!hurried) {
            hurried = true;
            tellUnanswered(false);
        }
    }

    private void tellUnanswered(boolean cancel) {
        for (int i = 0; i < commands.length; i++) {
            if (!commands[i].arrived()) {
                bus.send(shards[i], new HurryCommand(commands[i], cancel));
            }
        }
    }

    private void gather() {
        long bytes = 0;
        boolean conclusive = commands.length == 1;
        for (FetchCommand command : commands) {
            bytes += command.bytes();
            conclusive |= command.conclusive();
        }
        if (conclusive || bytes >= Math.min(query.minBytes(), query.maxBytes())) {
            deliver(merged());
        } else {
            askAgain(query.minBytes() - bytes);
        }
    }

    private void askAgain(long missingBytes) {
        long share = shareOf(missingBytes);
        for (int i = 0; i < commands.length; i++) {
            FetchCommand before = commands[i];
            before.closeSlices();
            commands[i] = new FetchCommand(this, before.entries(), before.bytes() + share, before.deadlineMillis());
        }
        send();
    }

    /** Shards do not know what others read: what is too much in all is given back here. */
    private PartitionRead[] merged() {
        if (commands.length == 1) {
            return commands[0].reads();
        }
        PartitionRead[] merged = new PartitionRead[query.partitions().size()];
        for (FetchCommand command : commands) {
            for (int i = 0; i < command.entries().length; i++) {
                merged[command.entries()[i]] = command.reads()[i];
            }
        }
        long room = query.maxBytes();
        for (int i = 0; i < merged.length; i++) {
            int size = merged[i].slice().size();
            if (size > room && room < query.maxBytes()) {
                merged[i] = PartitionReads.emptied(merged[i]);
            } else {
                room -= size;
            }
        }
        return merged;
    }

    private void deliver(PartitionRead[] reads) {
        ended = true;
        promise.complete(Arrays.asList(reads));
    }

    @Override
    public void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        tellUnanswered(true);
        for (FetchCommand command : commands) {
            if (command.arrived()) {
                command.closeSlices();
            }
        }
    }
}
