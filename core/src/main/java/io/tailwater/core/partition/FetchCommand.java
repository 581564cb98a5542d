package io.tailwater.core.partition;

import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.result.BrokerError;
import io.vertx.core.Handler;
import java.util.Arrays;
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

    private static final Watchers.Watch[] NO_WATCHES = {};

    private final GatheredFetch gathered;
    private final int[] entries;
    private final long minBytes;

    private long deadlineMillis;
    private Phase phase = Phase.READING;
    private boolean mustAnswer;
    private boolean conclusive;
    private boolean arrived;

    private @Nullable PartitionShard shard;
    private @Nullable Partition[] partitions = {};
    private @Nullable FetchRound round;
    private PartitionRead[] reads = {};
    private long bytes;
    private Watchers.Watch[] watches = NO_WATCHES;
    private long available;
    private long grownBeforeRound;

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
    }

    int[] entries() {
        return entries;
    }

    PartitionFetch fetch(int i) {
        return gathered.query().partitions().get(entries[i]);
    }

    boolean readCommitted() {
        return gathered.query().readCommitted();
    }

    int maxBytes() {
        return gathered.query().maxBytes();
    }

    long deadlineMillis() {
        return deadlineMillis;
    }

    /** One read per entry, once it is answered. */
    PartitionRead[] reads() {
        return reads;
    }

    /** How many bytes were read. */
    long bytes() {
        return bytes;
    }

    /** Whether the answer stands although it may have too few bytes: an error, or the time is up. */
    boolean conclusive() {
        return conclusive;
    }

    /** Whether the answer is the caller's already. */
    boolean arrived() {
        return arrived;
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
                    || hasSomething(partition, fetch(i))
                    || PartitionReads.withoutReading(partition, fetch(i)) != null;
        }
        if (worthReading) {
            read(owner);
        } else {
            watch(owner, 0);
        }
    }

    /** What lies past the log's end is not waited for either, but answered with an error. */
    private boolean hasSomething(Partition partition, PartitionFetch fetch) {
        return partition.readableEnd(readCommitted()) > fetch.fetchOffset();
    }

    private void read(PartitionShard owner) {
        phase = Phase.READING;
        grownBeforeRound = grownBytes();
        FetchRound next = new FetchRound(this, owner, partitions);
        round = next;
        next.begin();
    }

    /** Every partition was read once. */
    void roundEnded(FetchRound ended, PartitionShard owner) {
        conclusive |= ended.conclusive();
        boolean enough = mustAnswer || conclusive || ended.bytes() >= minBytes;
        if (!enough && ended.endedWithASegment()) {
            conclusive = true;
            enough = true;
        }
        if (enough) {
            answer(ended, owner);
            return;
        }
        ended.abandon();
        long availableBytes = ended.bytes() + grownBytes() - grownBeforeRound;
        if (availableBytes >= minBytes) {
            mustAnswer = true;
            read(owner);
        } else {
            watch(owner, availableBytes);
        }
    }

    /** Only where more than any bytes are waited for do those count which come while a disk is read. */
    private long grownBytes() {
        long sum = 0;
        if (minBytes > 1) {
            for (Partition partition : partitions) {
                sum += partition == null ? 0 : partition.watchers().bytes(readCommitted());
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
                watches[i] = partition.watchers().add(this, readCommitted());
            }
        }
        owner.deadlines().add(this, deadlineMillis);
    }

    private void stopWatching(PartitionShard owner) {
        owner.deadlines().remove(this);
        for (Watchers.Watch watch : watches) {
            watch.end();
        }
        watches = NO_WATCHES;
    }

    /** A watched partition grew by so many bytes. */
    void grown(long grownBytes) {
        available += grownBytes;
        if (available >= minBytes) {
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
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            refuse(PartitionErrors.bug(e));
        }
    }

    private void answer(FetchRound ended, PartitionShard owner) {
        phase = Phase.ANSWERED;
        reads = ended.reads();
        bytes = ended.bytes();
        owner.environment().metrics().fetched(bytes);
        gathered.caller().run(this);
    }

    /** Arrives on the caller's loop. */
    @Override
    public void handle(@Nullable Void nothing) {
        arrived = true;
        gathered.answered(this);
    }

    /** Ends it without an answer; what was read is given back. */
    void cancel() {
        if (phase == Phase.ANSWERED) {
            return;
        }
        if (phase == Phase.WATCHING && shard != null) {
            stopWatching(shard);
        } else if (round != null) {
            round.abandon();
        }
        phase = Phase.ANSWERED;
    }

    @Override
    public void refuse(BrokerError error) {
        if (phase != Phase.ANSWERED) {
            cancel();
            conclusive = true;
            reads = new PartitionRead[entries.length];
            Arrays.fill(reads, PartitionReads.refused(error));
            gathered.caller().run(this);
        }
    }

    /** Gives back what was read. */
    void closeSlices() {
        for (PartitionRead read : reads) {
            read.slice().close();
        }
    }
}
