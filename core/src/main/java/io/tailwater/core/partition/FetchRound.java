package io.tailwater.core.partition;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.ReadResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads each partition of a fetch that is one shard's, once, with the room that is left by those before it. Owned by the shard;
 * when it has ended, by whoever takes its reads.
 */
final class FetchRound {

    private final FetchCommand command;
    private final PartitionShard shard;
    private final @Nullable Partition[] partitions;
    private final PartitionRead[] reads;

    private long room;
    private long bytes;
    private boolean conclusive;
    private boolean abandoned;
    private int underWay = 1; // begin() itself, so that a read which completes meanwhile does not end the round.

    /** @param partitions one per entry of the command, null for one that the shard does not have */
    FetchRound(FetchCommand command, PartitionShard shard, @Nullable Partition[] partitions) {
        this.command = command;
        this.shard = shard;
        this.partitions = partitions;
        this.reads = new PartitionRead[partitions.length];
        this.room = command.maxBytes();
    }

    /** One read per partition, once it has ended. */
    PartitionRead[] reads() {
        return reads;
    }

    /** How many bytes were found. */
    long bytes() {
        return bytes;
    }

    /** Whether more bytes would not make the answer better: there is an error among the reads. */
    boolean conclusive() {
        return conclusive;
    }

    /** Reads, and tells the command when that is done, at once or later. */
    void begin() {
        for (int i = 0; i < partitions.length; i++) {
            Partition partition = partitions[i];
            PartitionFetch fetch = command.fetch(i);
            if (partition == null || partition.released()) {
                conclude(i, PartitionReads.refused(shard.missing(fetch.key())));
                continue;
            }
            PartitionRead answer = PartitionReads.withoutReading(partition, fetch);
            DamagedRange damaged = partition.integrity().at(fetch.fetchOffset());
            if (answer != null) {
                conclude(i, answer);
            } else if (damaged != null) {
                conclude(i, PartitionReads.damaged(partition, damaged));
            } else if (room <= 0 || fetch.fetchOffset() >= partition.readableEnd(command.readCommitted())) {
                reads[i] = PartitionReads.nothing(partition);
            } else {
                read(i, partition, fetch);
            }
        }
        oneEnded();
    }

    private void conclude(int i, PartitionRead answer) {
        reads[i] = answer;
        conclusive = true;
    }

    private void read(int i, Partition partition, PartitionFetch fetch) {
        int maxBytes = (int) Math.max(1, Math.min(fetch.maxBytes(), room));
        long limit = Math.min(
                partition.readLimit(command.readCommitted()),
                partition.integrity().readableBefore(fetch.fetchOffset()));
        CompletableFuture<ReadResult> read =
                Stages.futureOf(() -> partition.log().read(fetch.fetchOffset(), maxBytes, limit));
        CompletableFuture<List<AbortedTransaction>> aborted = abortedAmong(read, partition, fetch);
        if (read.isDone() && aborted.isDone()) {
            room -= take(i, partition, maxBytes, read, aborted);
            return;
        }
        underWay++;
        room -= maxBytes;
        CompletableFuture.allOf(read, aborted)
                .whenComplete((result, thrown) -> shard.loop()
                        .execute(() -> command.guarded(() -> {
                            take(i, partition, maxBytes, read, aborted);
                            oneEnded();
                        })));
    }

    private CompletableFuture<List<AbortedTransaction>> abortedAmong(
            CompletableFuture<ReadResult> read, Partition partition, PartitionFetch fetch) {
        if (!command.readCommitted() || fetch.fetchOffset() > partition.state().lastAbortedOffset()) {
            return AbortedReads.NONE;
        }
        return read.thenCompose(result -> result instanceof LogSlice slice
                ? AbortedReads.in(
                        partition.log(),
                        slice,
                        fetch.fetchOffset(),
                        shard.environment().worker())
                : AbortedReads.NONE);
    }

    /** Returns how many bytes it brought. */
    private int take(
            int i,
            Partition partition,
            int maxBytes,
            CompletableFuture<ReadResult> read,
            CompletableFuture<List<AbortedTransaction>> aborted) {
        if (read.isCompletedExceptionally()) {
            conclude(i, PartitionReads.refused(partition.storageError(Stages.failureOf(read))));
            return 0;
        }
        if (read.join() instanceof ReadResult.Damaged found) {
            conclude(i, PartitionReads.damaged(partition, partition.integrity().met(found)));
            return 0;
        }
        if (!(read.join() instanceof LogSlice slice)) {
            conclude(i, PartitionReads.outOfRange(partition, command.fetch(i).fetchOffset()));
            return 0;
        }
        if (aborted.isCompletedExceptionally()) {
            slice.close();
            conclude(i, PartitionReads.refused(partition.storageError(Stages.failureOf(aborted))));
            return 0;
        }
        DamagedRange next = slice.size() == 0
                ? partition.integrity().nextAfter(command.fetch(i).fetchOffset())
                : null;
        if (next != null && next.fromOffset() < partition.readableEnd(command.readCommitted())) {
            conclude(i, PartitionReads.damaged(partition, next)); // compaction took away what was before it
            return 0;
        }
        // KIP-74: only the first batch of the first partition that has any may be larger than asked for.
        boolean fits = slice.size() <= maxBytes || bytes == 0;
        if (!fits || abandoned) {
            slice.close();
            reads[i] = PartitionReads.nothing(partition);
            return 0;
        }
        bytes += slice.size();
        partition.fetched(slice.size());
        reads[i] = PartitionReads.found(partition, slice, aborted.join());
        return slice.size();
    }

    private void oneEnded() {
        if (--underWay == 0 && !abandoned) {
            command.roundEnded(this, shard);
        }
    }

    /**
     * Whether a slice ended because its segment did: what follows would not make its partition grow, so it is not to be waited
     * for.
     */
    boolean endedWithASegment() {
        for (int i = 0; i < partitions.length; i++) {
            Partition partition = partitions[i];
            if (partition != null
                    && reads[i].slice().size() > 0
                    && command.fetch(i).fetchOffset() < partition.log().lastSegmentOffset()) {
                return true;
            }
        }
        return false;
    }

    /** Gives back what was read, and what will be. */
    void abandon() {
        abandoned = true;
        for (PartitionRead read : reads) {
            if (read != null) {
                read.slice().close();
            }
        }
    }
}
