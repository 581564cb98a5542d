package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches that the broker itself made, one after the other, and answers when the last is on disk. If one is refused,
 * none of those behind it is written. Made by anyone, and the shard's from then on.
 */
final class OwnAppendCommand implements ShardCommand, AppendReply {

    private final PartitionKey key;
    private final List<ByteBuffer> batches;
    private final Context caller;
    private final Promise<AppendOutcome> promise;

    private int appended;
    private int answered;
    private @Nullable AppendOutcome first;
    private @Nullable Runnable appendNext;

    /** @param promise completed on {@code caller} with the first batch's place, or why one was refused */
    OwnAppendCommand(PartitionKey key, List<ByteBuffer> batches, Context caller, Promise<AppendOutcome> promise) {
        this.key = key;
        this.batches = batches;
        this.caller = caller;
        this.promise = promise;
    }

    @Override
    public void runOn(PartitionShard shard) {
        Partition partition = shard.find(key);
        if (partition == null) {
            complete(new AppendOutcome.Refused(shard.missing(key)));
        } else {
            appendRest(partition);
        }
    }

    /** A loop, because an outcome mostly comes inside of the call to append; where it comes later, it calls this again. */
    private void appendRest(Partition partition) {
        appendNext = null;
        while (appended == answered && appended < batches.size()) {
            int entry = appended++;
            Acks acks = appended == batches.size() ? Acks.FORCED : Acks.WRITTEN;
            partition.append(batches.get(entry), AppendOrigin.OWNER, acks, this, entry);
        }
        appendNext = () -> appendRest(partition);
    }

    @Override
    public void answer(int entry, AppendOutcome outcome) {
        answered++;
        if (first == null) {
            first = outcome;
        }
        Runnable next = appendNext;
        if (outcome instanceof AppendOutcome.Refused) {
            appended = batches.size();
            complete(outcome);
        } else if (answered == batches.size()) {
            complete(first);
        } else if (next != null) {
            next.run();
        }
    }

    private void complete(AppendOutcome outcome) {
        caller.runOnContext(there -> promise.tryComplete(outcome));
    }

    @Override
    public void refuse(BrokerError error) {
        complete(new AppendOutcome.Refused(error));
    }
}
