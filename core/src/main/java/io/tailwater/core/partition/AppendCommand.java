package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;

/** The part of an {@link AppendRequest} that one shard does. Owned by the shard once it is sent. */
final class AppendCommand implements ShardCommand, AppendReply {

    private final AppendRequest request;
    private final int shard;
    private int unanswered;

    /** @param entries how many of the request's appends are this shard's */
    AppendCommand(AppendRequest request, int shard, int entries) {
        this.request = request;
        this.shard = shard;
        this.unanswered = entries;
    }

    @Override
    public void runOn(PartitionShard owner) {
        AppendWork work = request.work();
        if (work == null) {
            append(owner);
        } else {
            work.run(() -> append(owner));
        }
    }

    private void append(PartitionShard owner) {
        for (int entry = 0; entry < request.size(); entry++) {
            if (request.shardOf(entry) == shard) {
                PartitionAppend append = request.append(entry);
                Partition partition = owner.find(append.key());
                if (partition == null) {
                    answer(entry, new AppendOutcome.Refused(owner.missing(append.key())));
                } else {
                    partition.append(append.batches(), request.origin(), request.acks(), this, entry);
                }
            }
        }
    }

    @Override
    public void answer(int entry, AppendOutcome outcome) {
        request.setOutcome(entry, outcome);
        if (--unanswered == 0) {
            request.shardAnswered();
        }
    }

    @Override
    public void refuse(BrokerError error) {
        AppendOutcome refused = new AppendOutcome.Refused(error);
        for (int entry = 0; entry < request.size(); entry++) {
            if (request.shardOf(entry) == shard && !request.hasOutcome(entry)) {
                answer(entry, refused);
            }
        }
    }
}
