package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.share.record.ShareKey.SnapshotKey;
import io.tailwater.core.share.record.ShareKey.UpdateKey;
import io.tailwater.core.share.record.SnapshotValue;
import io.tailwater.core.share.record.StateBatch;
import io.tailwater.core.share.record.UpdateValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One partition as one share group has it. Confined to its coordinator's event loop.
 *
 * <p>After it was read from the log it is not ready: the partition's own log may have lost records since, or had some deleted.
 */
final class SharePartition {

    private final String groupId;
    private final PartitionKey key;
    private final Deadline lockDeadline;
    private final Set<Claimant> claimants = new LinkedHashSet<>();

    private InFlight inFlight = new InFlight(0);
    private int snapshotEpoch;
    private int stateEpoch;
    private int leaderEpoch;
    private long createMillis;
    private long writeMillis;
    private boolean ready;
    private long locksCheckedMillis;
    private long countedBytes;
    private @Nullable Claimant holder;

    /** @param whenLocksTimeOut called when a record was with its member for too long */
    SharePartition(String groupId, PartitionKey key, Consumer<CoordinatorOutput> whenLocksTimeOut) {
        this.groupId = groupId;
        this.key = key;
        this.lockDeadline = new Deadline(whenLocksTimeOut);
    }

    String groupId() {
        return groupId;
    }

    PartitionKey key() {
        return key;
    }

    InFlight inFlight() {
        return inFlight;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** When the first of its records' locks times out. */
    Deadline lockDeadline() {
        return lockDeadline;
    }

    /** What {@link #lockDeadline} is set to, while it is. */
    long locksCheckedMillis() {
        return locksCheckedMillis;
    }

    void setLocksCheckedMillis(long millis) {
        locksCheckedMillis = millis;
    }

    /** What was counted of the memory it takes. */
    long countedBytes() {
        return countedBytes;
    }

    void setCountedBytes(long bytes) {
        countedBytes = bytes;
    }

    boolean ready() {
        return ready;
    }

    /** Records may be delivered from now on. */
    void becomeReady(int currentLeaderEpoch) {
        inFlight.fillGaps();
        leaderEpoch = currentLeaderEpoch;
        ready = true;
    }

    /** Who may read from it, until it has acquired what it read; null when nobody does. */
    @Nullable
    Claimant holder() {
        return holder;
    }

    void setHolder(@Nullable Claimant claimant) {
        holder = claimant;
    }

    /** Who waits for it, in order. */
    Set<Claimant> claimants() {
        return claimants;
    }

    /** Whether there is something that was delivered before and is to be delivered again. */
    boolean hasAvailable() {
        return inFlight.nextOffset() < inFlight.endOffset();
    }

    /** Whether there is anything to be had, if the log has it. */
    boolean hasRoom(int maxLocks) {
        return inFlight.endOffset() - inFlight.startOffset() < maxLocks || hasAvailable();
    }

    void replay(SnapshotValue snapshot) {
        snapshotEpoch = snapshot.snapshotEpoch();
        stateEpoch = snapshot.stateEpoch();
        leaderEpoch = snapshot.leaderEpoch();
        createMillis = snapshot.createMillis();
        writeMillis = snapshot.writeMillis();
        inFlight = new InFlight(snapshot.startOffset());
        snapshot.batches().forEach(inFlight::set);
    }

    void replay(UpdateValue update) {
        leaderEpoch = update.leaderEpoch();
        update.batches().forEach(inFlight::set);
        inFlight.moveStart(update.startOffset());
    }

    /**
     * A record of some changes.
     *
     * @param changes by offset
     * @param leastStart where the start is at least from now on
     */
    CoordinatorRecord update(List<StateBatch> changes, long leastStart) {
        long start = Math.max(leastStart, inFlight.startAfter(changes));
        long done = inFlight.doneCount(start);
        for (StateBatch change : changes) {
            done += change.state().isFinal()
                    ? Math.max(0, change.lastOffset() - Math.max(start, change.firstOffset()) + 1)
                    : 0;
        }
        UpdateValue value = new UpdateValue(
                snapshotEpoch,
                leaderEpoch,
                start == inFlight.startOffset() ? UpdateValue.SAME_START : start,
                (int) Math.min(Integer.MAX_VALUE, done),
                changes.stream().filter(change -> change.lastOffset() >= start).toList());
        return CoordinatorRecord.of(new UpdateKey(groupId, key).encode(), value.encode());
    }

    /** A record of everything, as it was written. */
    CoordinatorRecord snapshotAgain() {
        return snapshot(snapshotEpoch, stateEpoch, inFlight.startOffset(), inFlight.kept(), writeMillis);
    }

    /** A record of a beginning. */
    static CoordinatorRecord beginning(
            String groupId, PartitionKey key, long startOffset, int leaderEpoch, long nowMillis) {
        SnapshotValue value = new SnapshotValue(0, 0, leaderEpoch, startOffset, 0, nowMillis, nowMillis, List.of());
        return CoordinatorRecord.of(new SnapshotKey(groupId, key).encode(), value.encode());
    }

    /** A record that has it begin anew at an offset. */
    CoordinatorRecord reset(long startOffset, int currentLeaderEpoch, long nowMillis) {
        SnapshotValue value = new SnapshotValue(
                snapshotEpoch + 1,
                stateEpoch + 1,
                currentLeaderEpoch,
                startOffset,
                0,
                createMillis,
                nowMillis,
                List.of());
        return CoordinatorRecord.of(new SnapshotKey(groupId, key).encode(), value.encode());
    }

    /** A record that makes it forget everything from an offset on, which the partition has lost. */
    CoordinatorRecord cut(long endOffset, long nowMillis) {
        List<StateBatch> left = inFlight.kept().stream()
                .filter(batch -> batch.firstOffset() < endOffset)
                .map(batch -> new StateBatch(
                        batch.firstOffset(),
                        Math.min(batch.lastOffset(), endOffset - 1),
                        batch.state(),
                        batch.deliveryCount()))
                .toList();
        return snapshot(snapshotEpoch + 1, stateEpoch, Math.min(inFlight.startOffset(), endOffset), left, nowMillis);
    }

    private CoordinatorRecord snapshot(
            int newSnapshotEpoch, int newStateEpoch, long startOffset, List<StateBatch> batches, long nowMillis) {
        long done = batches.stream()
                .filter(batch -> batch.state().isFinal())
                .mapToLong(StateBatch::size)
                .sum();
        SnapshotValue value = new SnapshotValue(
                newSnapshotEpoch,
                newStateEpoch,
                leaderEpoch,
                startOffset,
                (int) Math.min(Integer.MAX_VALUE, done),
                createMillis,
                nowMillis,
                batches);
        return CoordinatorRecord.of(new SnapshotKey(groupId, key).encode(), value.encode());
    }

    /** Records that have it forgotten. */
    List<CoordinatorRecord> tombstones() {
        return List.of(
                CoordinatorRecord.tombstone(new SnapshotKey(groupId, key).encode()),
                CoordinatorRecord.tombstone(new UpdateKey(groupId, key).encode()));
    }

    ShareOffset offset() {
        return new ShareOffset(key, inFlight.startOffset(), leaderEpoch, inFlight.doneCount(inFlight.startOffset()));
    }
}
