package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorState;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.PartitionAcknowledgements;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.record.ShareKey;
import io.tailwater.core.share.record.ShareKey.SnapshotKey;
import io.tailwater.core.share.record.ShareKey.UpdateKey;
import io.tailwater.core.share.record.SnapshotValue;
import io.tailwater.core.share.record.UpdateValue;
import io.tailwater.core.share.state.FetchTicket.Claims;
import io.tailwater.core.share.state.FetchTicket.Found;
import io.tailwater.core.share.state.FetchTicket.Prepared;
import io.tailwater.core.share.state.FetchTicket.Unready;
import io.tailwater.core.share.state.FetchTicket.Wish;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All share partitions of one partition of {@code __share_group_state}, and what can be asked of them; the answers are
 * {@link io.tailwater.core.share.ShareClient}'s. Confined to its coordinator's event loop.
 */
public final class SharesState implements CoordinatorState {

    private final Predicate<UUID> topicExists;
    private final Deadlines deadlines = new Deadlines();
    private final Footprint footprint;
    private final HeldShares shares;
    private final ShareDeliveries deliveries;
    private final ClaimDesk claims;

    /**
     * An empty one.
     *
     * @param maxBytes memory for share partitions, estimated; beyond it no group begins anywhere, and nothing new is delivered
     * @param settings what a group goes by, whenever it is asked
     * @param topicExists which topics there are, whenever it is asked
     */
    public SharesState(long maxBytes, Function<String, ShareSettings> settings, Predicate<UUID> topicExists) {
        this.topicExists = topicExists;
        this.footprint = new Footprint(maxBytes);
        this.deliveries = new ShareDeliveries(deadlines, footprint, settings);
        this.claims = new ClaimDesk(deadlines, footprint, settings);
        this.shares = new HeldShares(
                footprint,
                name -> new SharePartition(
                        name.groupId(), name.key(), output -> timeOut(name.groupId(), name.key(), output)));
    }

    private void timeOut(String groupId, PartitionKey key, CoordinatorOutput output) {
        SharePartition partition = shares.find(groupId, key);
        if (partition != null) {
            deliveries.timeOut(partition, output);
            claims.wake(partition, output);
        }
    }

    @Override
    public void replay(CoordinatorRecord record, long offset, long timestampMillis) {
        ShareKey key = ShareKey.decode(record.key());
        ByteBuffer value = record.value();
        if (key instanceof SnapshotKey snapshot) {
            replay(snapshot, value);
        } else if (key instanceof UpdateKey update && value != null) {
            // An update alone says nothing: where the group began is in the snapshot.
            SharePartition partition = shares.find(update.groupId(), update.partition());
            if (partition != null) {
                partition.replay(UpdateValue.decode(value));
                deliveries.count(partition);
            }
        }
    }

    private void replay(SnapshotKey key, @Nullable ByteBuffer value) {
        if (value == null) {
            SharePartition removed = shares.remove(key.groupId(), key.partition());
            if (removed != null) {
                deliveries.forget(removed);
            }
        } else {
            SharePartition partition = shares.findOrMake(key.groupId(), key.partition());
            partition.replay(SnapshotValue.decode(value));
            deliveries.count(partition);
        }
    }

    @Override
    public void replayMarker(TransactionMarker marker, long offset, long timestampMillis) {}

    /** A topic may have been deleted when there was not time enough to note it here. */
    @Override
    public void loaded(CoordinatorOutput output) {
        topicsDeleted(output);
    }

    @Override
    public long nextDeadlineMillis() {
        return deadlines.nextMillis();
    }

    @Override
    public void advance(CoordinatorOutput output) {
        deadlines.advance(output);
    }

    @Override
    public Iterator<List<CoordinatorRecord>> liveRecords() {
        Iterator<SharePartition> all = shares.all().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public List<CoordinatorRecord> next() {
                SharePartition partition = all.next();
                return shares.find(partition.groupId(), partition.key()) == partition
                        ? List.of(partition.snapshotAgain())
                        : List.of();
            }
        };
    }

    /** Gives a fetch what it may read; the reply is kept until there is something, or until its time. */
    void claim(FetchTicket ticket, Wish wish, Reply<Claims> reply, CoordinatorOutput output) {
        String groupId = ticket.member().groupId();
        List<Unready> unready = new ArrayList<>();
        List<SharePartition> wanted = new ArrayList<>();
        for (PartitionKey key : wish.partitions()) {
            SharePartition partition = shares.find(groupId, key);
            if (partition != null && partition.ready()) {
                wanted.add(partition);
            } else {
                unready.add(new Unready(key, partition != null, partition == null ? -1 : partition.leaderEpoch()));
            }
        }
        if (unready.isEmpty()) {
            claims.claim(ticket, wanted, wish.waitUntilMillis(), reply, output);
        } else {
            claims.leave(ticket, output);
            output.answer(reply, new Claims(List.of(), unready));
        }
    }

    /** Answers when a fetch would get something if it claimed again. */
    void watch(FetchTicket ticket, Reply<Done> reply, CoordinatorOutput output) {
        claims.watch(ticket, reply, output);
    }

    /** A fetch gives up. */
    void leave(FetchTicket ticket, Reply<Done> reply, CoordinatorOutput output) {
        claims.leave(ticket, output);
        output.answer(reply, Done.DONE);
    }

    /** Takes up how partitions are; one outcome for each, in order. */
    void prepare(
            String groupId, List<Prepared> prepared, Reply<List<PartitionOutcome>> reply, CoordinatorOutput output) {
        List<PartitionOutcome> outcomes = new ArrayList<>();
        for (Prepared one : prepared) {
            outcomes.add(new PartitionOutcome(one.key(), prepare(groupId, one, output)));
        }
        output.answer(reply, outcomes);
    }

    private @Nullable BrokerError prepare(String groupId, Prepared prepared, CoordinatorOutput output) {
        SharePartition known = shares.find(groupId, prepared.key());
        if (known != null) {
            if (!known.ready()) {
                deliveries.prepare(known, prepared, output);
                claims.wake(known, output);
            }
            return null;
        }
        if (!topicExists.test(prepared.key().topicId())) {
            return unknown(prepared.key());
        }
        if (!footprint.hasRoomFor(HeldShares.bytesOf(groupId))) {
            return new BrokerError(
                    ErrorCode.POLICY_VIOLATION, "Share groups take all the memory they may (shareGroups.maxBytes)");
        }
        begin(groupId, prepared.key(), prepared.beginOffset(), prepared.leaderEpoch(), output);
        return null;
    }

    private void begin(String groupId, PartitionKey key, long startOffset, int leaderEpoch, CoordinatorOutput output) {
        output.append(SharePartition.beginning(groupId, key, startOffset, leaderEpoch, output.nowMillis()));
        SharePartition begun = shares.findOrMake(groupId, key);
        begun.becomeReady(leaderEpoch);
    }

    private static BrokerError unknown(PartitionKey key) {
        return new BrokerError(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                "The group has read nothing of partition " + key.partition() + " of topic " + key.topicId());
    }

    /**
     * Gives a member what its fetch has read, which is over by that.
     *
     * @param found what was read of partitions that the fetch has a claim to, others are passed over
     * @param reply what the member got, by partition; without those of which it got nothing
     */
    void acquire(
            FetchTicket ticket,
            ShareFetchQuery query,
            List<Found> found,
            Reply<Map<PartitionKey, List<AcquiredRange>>> reply,
            CoordinatorOutput output) {
        Claimant claimant = claims.find(ticket);
        Map<PartitionKey, List<AcquiredRange>> acquired = new LinkedHashMap<>();
        int left = query.maxRecords();
        for (Found one : found) {
            SharePartition partition = shares.find(query.member().groupId(), one.key());
            if (partition != null && claimant != null && partition.holder() == claimant && left > 0) {
                List<AcquiredRange> ranges = deliveries.acquire(partition, one, query, left, output);
                for (AcquiredRange range : ranges) {
                    left -= (int) Math.min(left, range.lastOffset() - range.firstOffset() + 1);
                }
                if (!ranges.isEmpty()) {
                    acquired.put(one.key(), ranges);
                }
            }
        }
        claims.leave(ticket, output);
        output.answer(reply, acquired);
    }

    /** Takes up what a member says; one outcome for each partition, in order. */
    public void acknowledge(
            ShareMember member,
            List<PartitionAcknowledgements> partitions,
            Reply<List<PartitionOutcome>> reply,
            CoordinatorOutput output) {
        List<PartitionOutcome> outcomes = new ArrayList<>();
        for (PartitionAcknowledgements one : partitions) {
            SharePartition partition = shares.find(member.groupId(), one.key());
            BrokerError error = partition == null
                    ? unknown(one.key())
                    : deliveries.acknowledge(partition, member.memberId(), one.acknowledgements(), output);
            if (partition != null && error == null) {
                claims.wake(partition, output);
            }
            outcomes.add(new PartitionOutcome(one.key(), error));
        }
        output.answer(reply, outcomes);
    }

    /** Takes back what a member has of some partitions. */
    public void release(
            ShareMember member, List<PartitionKey> partitions, Reply<Done> reply, CoordinatorOutput output) {
        for (PartitionKey key : partitions) {
            SharePartition partition = shares.find(member.groupId(), key);
            if (partition != null) {
                deliveries.release(partition, member.memberId());
                claims.wake(partition, output);
            }
        }
        output.answer(reply, Done.DONE);
    }

    /** How far a group has come. */
    public void offsets(String groupId, Reply<List<ShareOffset>> reply, CoordinatorOutput output) {
        output.answer(
                reply, shares.of(groupId).stream().map(SharePartition::offset).toList());
    }

    /** Has a group begin anew at some offsets. */
    public void alterOffsets(
            String groupId,
            Map<PartitionKey, Long> startOffsets,
            int leaderEpoch,
            Reply<Done> reply,
            CoordinatorOutput output) {
        startOffsets.forEach((key, startOffset) -> {
            SharePartition known = shares.find(groupId, key);
            if (known == null) {
                begin(groupId, key, startOffset, leaderEpoch, output);
            } else {
                output.append(known.reset(startOffset, leaderEpoch, output.nowMillis()));
                known.becomeReady(leaderEpoch);
                claims.wake(known, output);
            }
        });
        output.answer(reply, Done.DONE);
    }

    /** Forgets a group in some partitions, or in all. */
    public void forget(
            String groupId, @Nullable Collection<PartitionKey> keys, Reply<Done> reply, CoordinatorOutput output) {
        for (SharePartition partition : List.copyOf(shares.of(groupId))) {
            if (keys == null || keys.contains(partition.key())) {
                forget(partition, output);
            }
        }
        output.answer(reply, Done.DONE);
    }

    /** Forgets all groups in partitions of topics that are gone. */
    public void topicsDeleted(CoordinatorOutput output) {
        for (SharePartition partition : shares.all()) {
            if (!topicExists.test(partition.key().topicId())) {
                forget(partition, output);
            }
        }
    }

    private void forget(SharePartition partition, CoordinatorOutput output) {
        partition.tombstones().forEach(output::append);
        claims.dismiss(partition, output);
    }

    /** How much memory everything takes, estimated. */
    public long footprintBytes() {
        return footprint.bytes();
    }

    /** A share partition, or null; for tests. */
    @Nullable
    SharePartition find(String groupId, PartitionKey key) {
        return shares.find(groupId, key);
    }
}
