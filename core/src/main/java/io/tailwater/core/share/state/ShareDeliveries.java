package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorState;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.record.DeliveryState;
import io.tailwater.core.share.record.StateBatch;
import io.tailwater.core.share.state.FetchTicket.Found;
import io.tailwater.core.share.state.FetchTicket.Prepared;
import io.tailwater.core.share.state.InFlight.Range;
import io.tailwater.core.share.state.Settlement.Renewal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What happens to the records of one share partition. Confined to its coordinator's event loop. */
final class ShareDeliveries {

    /** What offsets in a row of which the same is so take, estimated. */
    private static final long RANGE_BYTES = 128;

    private final Deadlines deadlines;
    private final Footprint footprint;
    private final Function<String, ShareSettings> settings;

    ShareDeliveries(Deadlines deadlines, Footprint footprint, Function<String, ShareSettings> settings) {
        this.deadlines = deadlines;
        this.footprint = footprint;
        this.settings = settings;
    }

    /** Takes up how a partition is, before anything of it is delivered. */
    void prepare(SharePartition partition, Prepared prepared, CoordinatorOutput output) {
        if (partition.inFlight().endOffset() > prepared.validEndOffset()) {
            output.append(partition.cut(prepared.validEndOffset(), output.nowMillis()));
        }
        moveStart(partition, prepared.logStartOffset(), output);
        partition.becomeReady(prepared.leaderEpoch());
        count(partition);
    }

    private void moveStart(SharePartition partition, long logStartOffset, CoordinatorOutput output) {
        if (logStartOffset > partition.inFlight().startOffset()) {
            output.append(partition.update(List.of(), logStartOffset));
        }
    }

    /** Gives a member what was read for it; returns what it got. */
    List<AcquiredRange> acquire(
            SharePartition partition, Found found, ShareFetchQuery query, int maxRecords, CoordinatorOutput output) {
        moveStart(partition, found.logStartOffset(), output);
        ShareSettings of = settings.apply(partition.groupId());
        long lockedUntilMillis = output.nowMillis() + of.lockMillis();
        Acquisition acquisition = new Acquisition(
                partition.inFlight(),
                query.member().memberId(),
                lockedUntilMillis,
                new Acquisition.Limits(
                        maxRecords, query.strict(), query.batchSize(), of.maxLocks(), of.deliveryLimit()));
        acquisition.acquire(found.offset(), found.batches());
        append(partition, acquisition.withoutRecords(), output);
        if (acquisition.count() > 0) {
            lockUntil(partition, lockedUntilMillis);
        }
        count(partition);
        return acquisition.acquired();
    }

    private void append(SharePartition partition, List<StateBatch> changes, CoordinatorOutput output) {
        if (!changes.isEmpty()) {
            output.append(partition.update(changes, partition.inFlight().startOffset()));
        }
    }

    private void lockUntil(SharePartition partition, long millis) {
        // One deadline for all: it is the earliest, since locks of later records end later, or is found to be when it
        // comes.
        if (!partition.lockDeadline().isSet() || millis < partition.locksCheckedMillis()) {
            partition.setLocksCheckedMillis(millis);
            deadlines.set(partition.lockDeadline(), millis);
        }
    }

    /** Takes up what a member says of its records; returns why not, or null. */
    @Nullable
    BrokerError acknowledge(
            SharePartition partition,
            String memberId,
            List<Acknowledgement> acknowledgements,
            CoordinatorOutput output) {
        ShareSettings of = settings.apply(partition.groupId());
        Settlement settlement = new Settlement(partition.inFlight(), memberId, of.deliveryLimit());
        BrokerError refusal = settlement.settle(acknowledgements);
        if (refusal != null) {
            return refusal;
        }
        long lockedUntilMillis = output.nowMillis() + of.lockMillis();
        for (Renewal renewal : settlement.renewals()) {
            partition
                    .inFlight()
                    .acquire(
                            renewal.firstOffset(),
                            renewal.lastOffset(),
                            renewal.deliveryCount(),
                            memberId,
                            lockedUntilMillis);
        }
        append(partition, settlement.changes(), output);
        count(partition);
        return null;
    }

    /** Takes back what a member has, as if it had not been delivered, which is what the log says in any case. */
    void release(SharePartition partition, String memberId) {
        List<StateBatch> released = new ArrayList<>();
        for (Range range : partition.inFlight().ranges()) {
            if (range.isWith(memberId)) {
                released.add(new StateBatch(
                        range.first(), range.last(), DeliveryState.AVAILABLE, range.deliveryCount() - 1));
            }
        }
        released.forEach(partition.inFlight()::set);
        count(partition);
    }

    /** Takes back what was with its members for too long. */
    void timeOut(SharePartition partition, CoordinatorOutput output) {
        int deliveryLimit = settings.apply(partition.groupId()).deliveryLimit();
        List<StateBatch> released = new ArrayList<>();
        long nextMillis = CoordinatorState.NO_DEADLINE;
        for (Range range : partition.inFlight().ranges()) {
            if (range.state() == DeliveryState.ACQUIRED) {
                if (range.lockedUntilMillis() <= output.nowMillis()) {
                    released.add(new StateBatch(
                            range.first(),
                            range.last(),
                            Settlement.afterRelease(range.deliveryCount(), deliveryLimit),
                            range.deliveryCount()));
                } else {
                    nextMillis = Math.min(nextMillis, range.lockedUntilMillis());
                }
            }
        }
        append(partition, released, output);
        if (nextMillis < CoordinatorState.NO_DEADLINE) {
            partition.setLocksCheckedMillis(nextMillis);
            deadlines.set(partition.lockDeadline(), nextMillis);
        }
        count(partition);
    }

    /** Forgets what is to happen to a partition. */
    void forget(SharePartition partition) {
        deadlines.cancel(partition.lockDeadline());
        footprint.add(-partition.countedBytes());
        partition.setCountedBytes(0);
    }

    /** Counts what a partition takes now, after it may have changed. */
    void count(SharePartition partition) {
        long bytes = partition.inFlight().rangeCount() * RANGE_BYTES;
        footprint.add(bytes - partition.countedBytes());
        partition.setCountedBytes(bytes);
    }
}
