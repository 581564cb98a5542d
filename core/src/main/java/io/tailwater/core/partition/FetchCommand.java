package io.tailwater.core.partition;

import io.tailwater.core.BrokerError;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.SegmentInfo;
import io.vertx.core.Handler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The part of a fetch that one shard does. Owned by the shard from when it is sent to when it is answered, then by the
 * {@link GatheredFetch} that sent it.
 *
 * <p>It reads at once when there may be enough; otherwise it watches its partitions, adding up what they grow by, and reads
 * when that is enough, when its time is up or when it is told to.
 */
final class FetchCommand extends DeadlineWheel.Waiting implements ShardCommand, Handler<@Nullable Void> {

    /** In place of a deadline: it follows from the query's waiting time and when the shard first sees it. */
    static final long FROM_QUERY = -1;

    private enum Phase {
        READING,
        WATCHING,
        ANSWERED
    }

    private final GatheredFetch gathered;
    private final int[] entries;
    private final long minBytes;
    private final PartitionRead[] reads;

    private long deadlineMillis;
    private Phase phase = Phase.READING;
    private boolean mustAnswer;
    private boolean conclusive;
    private boolean arrived;
    private long bytes;
    private int readsUnderWay;

    private @Nullable PartitionShard shard;
    private @Nullable Partition[] partitions = {};
    private Watchers.Watch[] watches = {};
    private long available;

    /**
     * @param entries which of the query's partitions are the shard's
     * @param minBytes what to wait for in these
     * @param deadlineMillis until when, on the shards' clock, or {@link #FROM_QUERY}
     */
    FetchCommand(GatheredFetch gathered, int[] entries, long minBytes, long deadlineMillis) {
        this.gathered = gathered;
        this.entries = entries;
        this.minBytes = minBytes;
        this.deadlineMillis = deadlineMillis;
        this.reads = new PartitionRead[entries.length];
    }

    int[] entries() {
        return entries;
    }

    /** One read per entry, once it is answered. */
    PartitionRead[] reads() {
        return reads;
    }

    /** How many bytes were read. */
    long bytes() {
        return bytes;
    }

    long deadlineMillis() {
        return deadlineMillis;
    }

    /** Whether the answer stands although it may have too few bytes: an error, or the time is up. */
    boolean conclusive() {
        return conclusive;
    }

    private PartitionFetch fetch(int i) {
        return gathered.query().partitions().get(entries[i]);
    }

    @Override
    public void runOn(PartitionShard owner) {
        shard = owner;
        partitions = new @Nullable Partition[entries.length];
        long nowMillis = owner.loop().monotonicNanos() / 1_000_000;
        if (deadlineMillis == FROM_QUERY) {
            deadlineMillis = nowMillis + gathered.query().maxWaitMillis();
        }
        conclusive = minBytes <= 0 || nowMillis >= deadlineMillis;
        boolean worthReading = conclusive || mustAnswer;
        for (int i = 0; i < entries.length; i++) {
            Partition partition = owner.find(fetch(i).key());
            partitions[i] = partition;
            worthReading |= partition == null
                    || partition.log().endOffset() != fetch(i).fetchOffset()
                    || PartitionReads.withoutReading(partition, fetch(i)) != null;
        }
        if (worthReading) {
            read(owner);
        } else {
            watch(owner, 0);
        }
    }

    private void read(PartitionShard owner) {
        phase = Phase.READING;
        bytes = 0;
        long grownBefore = grownBytes();
        long room = gathered.query().maxBytes();
        readsUnderWay = 1; // This method itself, so that a read which completes meanwhile does not end it.
        for (int i = 0; i < entries.length; i++) {
            Partition partition = partitions[i];
            if (partition == null || partition.released()) {
                conclude(i, PartitionReads.refused(owner.missing(fetch(i).key())));
                continue;
            }
            PartitionRead answer = PartitionReads.withoutReading(partition, fetch(i));
            if (answer != null) {
                conclude(i, answer);
            } else if (room <= 0 || fetch(i).fetchOffset() >= partition.log().endOffset()) {
                reads[i] = PartitionReads.found(partition, MemorySlice.EMPTY);
            } else {
                int maxBytes = (int) Math.max(1, Math.min(fetch(i).maxBytes(), room));
                room -= read(owner, partition, i, maxBytes, grownBefore);
            }
        }
        readEnded(owner, grownBefore);
    }

    private void conclude(int i, PartitionRead answer) {
        reads[i] = answer;
        conclusive = true;
    }

    /** Returns by how many bytes the room for further partitions shrinks. */
    private long read(PartitionShard owner, Partition partition, int i, int maxBytes, long grownBefore) {
        CompletableFuture<ReadResult> read =
                Stages.futureOf(() -> partition.log().read(fetch(i).fetchOffset(), maxBytes, Long.MAX_VALUE));
        if (!read.isDone()) {
            readsUnderWay++;
            read.whenComplete((result, thrown) -> owner.loop().execute(() -> guarded(() -> {
                take(partition, i, maxBytes, read);
                readEnded(owner, grownBefore);
            })));
            return maxBytes;
        }
        long before = bytes;
        take(partition, i, maxBytes, read);
        return bytes - before;
    }

    private void take(Partition partition, int i, int maxBytes, CompletableFuture<ReadResult> read) {
        if (read.isCompletedExceptionally()) {
            conclude(i, PartitionReads.refused(partition.storageError(Stages.failureOf(read))));
        } else if (read.join() instanceof LogSlice slice) {
            // KIP-74: only the first batch of the first partition that has any may be larger than asked for.
            boolean fits = slice.size() <= maxBytes || bytes == 0;
            if (fits && phase != Phase.ANSWERED) {
                bytes += slice.size();
                reads[i] = PartitionReads.found(partition, slice);
            } else {
                slice.close();
                reads[i] = PartitionReads.found(partition, MemorySlice.EMPTY);
            }
        } else {
            conclude(i, PartitionReads.outOfRange(partition, fetch(i).fetchOffset()));
        }
    }

    private void readEnded(PartitionShard owner, long grownBefore) {
        if (--readsUnderWay > 0 || phase == Phase.ANSWERED) {
            return;
        }
        if (mustAnswer || conclusive || bytes >= minBytes || !readToTheEnd()) {
            answer(owner);
            return;
        }
        closeSlices();
        long availableBytes = bytes + grownBytes() - grownBefore;
        if (availableBytes >= minBytes) {
            mustAnswer = true;
            read(owner);
        } else {
            watch(owner, availableBytes);
        }
    }

    /** A slice may end with its segment: what follows would not make the partition grow, so there is no waiting for it. */
    private boolean readToTheEnd() {
        for (int i = 0; i < entries.length; i++) {
            Partition partition = partitions[i];
            if (partition != null && reads[i].slice().size() > 0) {
                List<SegmentInfo> segments = partition.log().segments();
                if (fetch(i).fetchOffset() < segments.get(segments.size() - 1).baseOffset()) {
                    conclusive = true;
                    return false;
                }
            }
        }
        return true;
    }

    private long grownBytes() {
        long sum = 0;
        if (minBytes > 1) {
            for (Partition partition : partitions) {
                sum += partition == null ? 0 : partition.watchers().appendedBytes();
            }
        }
        return sum;
    }

    private void watch(PartitionShard owner, long availableBytes) {
        phase = Phase.WATCHING;
        available = availableBytes;
        watches = new Watchers.Watch[entries.length];
        for (int i = 0; i < entries.length; i++) {
            Partition partition = partitions[i];
            if (partition != null) {
                watches[i] = partition.watchers().add(this);
            }
        }
        owner.deadlines().add(this, deadlineMillis);
    }

    private void stopWatching(PartitionShard owner) {
        owner.deadlines().remove(this);
        for (Watchers.Watch watch : watches) {
            watch.end();
        }
        watches = new Watchers.Watch[0];
    }

    /** A watched partition grew by so many bytes. */
    void grown(long grownBytes) {
        available += grownBytes;
        if (phase == Phase.WATCHING && available >= minBytes && shard != null) {
            answerNow();
        }
    }

    @Override
    void deadlineCame() {
        conclusive = true;
        answerNow();
    }

    /** Answers with what there is, without waiting any longer. */
    void answerNow() {
        mustAnswer = true;
        PartitionShard owner = shard;
        if (phase == Phase.WATCHING && owner != null) {
            stopWatching(owner);
            guarded(() -> read(owner));
        }
    }

    /** Nobody is there to answer a mistake made outside of {@link #runOn}. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            refuse(PartitionErrors.bug(e));
        }
    }

    /** Ends it without an answer; what was read is given back. */
    void cancel() {
        if (phase == Phase.ANSWERED || shard == null) {
            return;
        }
        if (phase == Phase.WATCHING) {
            stopWatching(shard);
        } else {
            closeSlices();
        }
        phase = Phase.ANSWERED;
    }

    private void answer(PartitionShard owner) {
        phase = Phase.ANSWERED;
        owner.environment().metrics().fetched(bytes);
        gathered.caller().run(this);
    }

    /** Arrives on the caller's loop. */
    @Override
    public void handle(@Nullable Void nothing) {
        arrived = true;
        gathered.answered(this);
    }

    /** Whether the answer is the caller's already. */
    boolean arrived() {
        return arrived;
    }

    @Override
    public void refuse(BrokerError error) {
        if (phase != Phase.ANSWERED) {
            cancel();
            phase = Phase.ANSWERED;
            conclusive = true;
            Arrays.fill(reads, PartitionReads.refused(error));
            gathered.caller().run(this);
        }
    }

    /** Gives back what was read. */
    void closeSlices() {
        for (PartitionRead read : reads) {
            if (read != null) {
                read.slice().close();
            }
        }
    }
}
