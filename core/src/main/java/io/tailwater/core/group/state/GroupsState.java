package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorState;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.Transaction;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.DeleteOffsets;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedShareGroup;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.ShareHeartbeat;
import io.tailwater.core.group.ShareHeartbeatAnswer;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.TopicChange;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All groups of one partition of {@code __consumer_offsets}, and what can be asked of them; the answers are
 * {@link io.tailwater.core.group.GroupClient}'s. Confined to its coordinator's event loop.
 */
public final class GroupsState implements CoordinatorState {

    private final Supplier<GroupsConfig> config;
    private final Footprint footprint;
    private final Deadlines deadlines = new Deadlines();
    private final ProducerEpochs epochs = new ProducerEpochs();
    private final Rebalances rebalances;
    private final HeldGroups groups;
    private final GroupRecords records;
    private final Joins joins;
    private final Syncs syncs;
    private final Sessions sessions;
    private final OffsetRequests offsetRequests;
    private final OffsetAnswers offsetAnswers;
    private final Administration administration;
    private final Retention retention;
    private final ConsumerGroups consumers;
    private final ShareHeartbeats shareHeartbeats;

    /**
     * An empty one.
     *
     * @param environment what it is given
     */
    public GroupsState(GroupsEnvironment environment) {
        this(environment, ShareRules.defaults());
    }

    /** As the other, with rules for share groups. */
    public GroupsState(GroupsEnvironment environment, ShareRules shareRules) {
        this.config = environment.config();
        KnownTopics topics = environment.topics();
        this.footprint = new Footprint(config.get().maxBytes());
        this.rebalances = new Rebalances(config, deadlines);
        this.groups = new HeldGroups(footprint, groupId -> new ClassicGroup(groupId, rebalances, footprint));
        this.records = new GroupRecords(groups, epochs);
        this.joins = new Joins(config, deadlines, rebalances, footprint, environment.chance());
        this.syncs = new Syncs(config, deadlines, rebalances);
        this.sessions = new Sessions(deadlines, rebalances);
        this.offsetRequests = new OffsetRequests(config, topics, footprint);
        this.offsetAnswers = new OffsetAnswers(topics);
        this.administration = new Administration(groups, deadlines);
        this.retention = new Retention(config, deadlines, groups, topics);
        this.consumers = new ConsumerGroups(environment, groups, footprint, deadlines, rebalances);
        this.shareHeartbeats = new ShareHeartbeats(shareRules, topics, groups, footprint, deadlines);
    }

    @Override
    public void replay(CoordinatorRecord record, long offset, long timestampMillis) {
        records.replay(record, offset);
    }

    @Override
    public void replayMarker(TransactionMarker marker, long offset, long timestampMillis) {
        records.replayMarker(marker);
    }

    /** Sessions begin anew: nobody could send heartbeats to a coordinator that was not there. */
    @Override
    public void loaded(CoordinatorOutput output) {
        for (HeldGroup held : groups.all()) {
            ShareGroup share = held.share();
            if (share != null) {
                shareHeartbeats.loaded(share, output);
            }
            ClassicGroup group = held.classic();
            if (group == null) {
                continue;
            }
            group.members().all().forEach(member -> rebalances.heard(member, output));
            if (group.members().size() > config.get().maxSize()) {
                rebalances.begin(group, output);
            }
        }
        consumers.loaded(output);
        retention.begin(output.nowMillis());
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
        return new LiveRecords(groups);
    }

    /** Joins a group; the reply is kept until its next generation begins. */
    public void join(JoinGroup request, Reply<JoinAnswer> reply, CoordinatorOutput output) {
        BrokerError refusal = GroupNames.refusal(request.groupId());
        if (refusal == null) {
            refusal = joins.refusal(request);
        }
        if (refusal != null) {
            output.refuse(reply, refusal);
            return;
        }
        HeldGroup held = groups.find(request.groupId());
        if (held == null && !request.memberId().isEmpty()) {
            output.refuse(reply, unknownMember(request.groupId()));
            return;
        }
        if (request.memberId().isEmpty()) {
            consumers.dropIfEmpty(request.groupId(), output);
        }
        HeldGroup joined = groups.findOrMake(request.groupId());
        ConsumerGroup consumer = joined.consumer();
        ClassicGroup group = joined.classic();
        if (consumer != null) {
            consumers.classicRequests().join(consumer, request, reply, output);
            return;
        }
        if (group == null) {
            output.refuse(
                    reply, ErrorCode.INCONSISTENT_GROUP_PROTOCOL, "Group " + request.groupId() + " is of another type");
            return;
        }
        joins.join(group, request, reply, output);
        groups.dropIfNothing(request.groupId());
    }

    /** Answers with a member's assignment; the reply is kept until the leader has brought it. */
    public void sync(SyncGroup request, Reply<SyncAnswer> reply, CoordinatorOutput output) {
        Group group = find(request.groupId(), reply, output);
        if (group instanceof ConsumerGroup consumer) {
            consumers.classicRequests().sync(consumer, request, reply, output);
        } else if (group instanceof ClassicGroup classic) {
            syncs.sync(classic, request, reply, output);
        }
    }

    public void heartbeat(Heartbeat request, Reply<Done> reply, CoordinatorOutput output) {
        Group group = find(request.groupId(), reply, output);
        if (group instanceof ConsumerGroup consumer) {
            consumers.classicRequests().heartbeat(consumer, request, reply, output);
        } else if (group instanceof ClassicGroup classic) {
            sessions.heartbeat(classic, request.member(), reply, output);
        }
    }

    /** Takes members out; one answer for each, in order. */
    public void leave(LeaveGroup request, Reply<List<LeftMember>> reply, CoordinatorOutput output) {
        Group group = find(request.groupId(), reply, output);
        if (group instanceof ConsumerGroup consumer) {
            consumers.classicRequests().leave(consumer, request, reply, output);
        } else if (group instanceof ClassicGroup classic) {
            sessions.leave(classic, request, reply, output);
            groups.dropIfNothing(request.groupId());
        }
    }

    /** The group that members of the classic protocol may be in; if there is none the reply is refused. */
    private @Nullable Group find(String groupId, Reply<?> reply, CoordinatorOutput output) {
        BrokerError refusal = GroupNames.refusal(groupId);
        HeldGroup held = groups.find(groupId);
        boolean member = held != null && (held.classic() != null || held.consumer() != null);
        if (refusal != null || held == null || !member) {
            output.refuse(reply, refusal != null ? refusal : unknownMember(groupId));
            return null;
        }
        return held.group();
    }

    private static BrokerError unknownMember(String groupId) {
        return new BrokerError(ErrorCode.UNKNOWN_MEMBER_ID, "There is no group " + groupId);
    }

    /** A member of a share group reports, comes or goes. */
    public void shareHeartbeat(ShareHeartbeat request, Reply<ShareHeartbeatAnswer> reply, CoordinatorOutput output) {
        shareHeartbeats.heartbeat(request, reply, output);
    }

    public void describeShare(String groupId, Reply<DescribedShareGroup> reply, CoordinatorOutput output) {
        shareHeartbeats.describe(groupId, reply, output);
    }

    /** Keeps offsets, at once or when a transaction is committed. */
    public void commitOffsets(
            CommitOffsets request, Reply<List<TopicPartitions<PartitionAnswer>>> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(request.groupId());
        BrokerError refusal = refusalToCommit(held, request);
        if (refusal != null) {
            output.refuse(reply, refusal);
            return;
        }
        ClassicGroup classic = held == null ? null : held.classic();
        if (classic != null && request.transaction() == null) {
            sessions.heard(classic, request.member(), output);
        }
        offsetRequests.commit(held, request, reply, output);
    }

    private @Nullable BrokerError refusalToCommit(@Nullable HeldGroup held, CommitOffsets request) {
        Transaction transaction = request.transaction();
        if (request.groupId().length() > GroupNames.MAX_LENGTH) {
            return GroupNames.tooLong();
        }
        if (transaction != null && epochs.isOver(transaction.producerId(), transaction.producerEpoch())) {
            return new BrokerError(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "Producer " + transaction.producerId() + " has a younger epoch than "
                            + transaction.producerEpoch());
        }
        if (held != null) {
            return OffsetRequests.inItsTerms(
                    request, held.group().refusalToCommit(request.member(), transaction != null));
        }
        if (request.member().generationId() < 0) {
            return null;
        }
        return new BrokerError(
                transaction == null ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION,
                "There is no group " + request.groupId());
    }

    /**
     * Ends a producer's transaction as far as it is about offsets.
     *
     * @param reply given when the marker is on disk; {@code INVALID_PRODUCER_EPOCH}
     */
    public void endTransaction(TransactionMarker marker, Reply<Done> reply, CoordinatorOutput output) {
        if (epochs.isOver(marker.producerId(), marker.producerEpoch())) {
            output.refuse(
                    reply,
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "Producer " + marker.producerId() + " has a younger epoch than " + marker.producerEpoch());
            return;
        }
        output.append(marker);
        output.answer(reply, Done.DONE);
    }

    /** How far a group has come. */
    public void fetchOffsets(
            FetchOffsets.OfGroup request,
            boolean requireStable,
            Reply<List<TopicPartitions<FetchedOffset>>> reply,
            CoordinatorOutput output) {
        HeldGroup held = groups.find(request.groupId());
        BrokerError refusal =
                held == null ? null : held.group().refusalToFetch(request.memberId(), request.memberEpoch());
        if (refusal != null) {
            output.refuse(reply, refusal);
        } else {
            output.answer(reply, offsetAnswers.fetch(held, request, requireStable));
        }
    }

    /** Forgets offsets. */
    public void deleteOffsets(
            DeleteOffsets request, Reply<List<TopicPartitions<PartitionAnswer>>> reply, CoordinatorOutput output) {
        HeldGroup held = groups.find(request.groupId());
        BrokerError refusal = held == null
                ? Administration.notFound(request.groupId())
                : held.group().refusalToDeleteOffsets();
        if (refusal != null || held == null) {
            output.refuse(reply, refusal != null ? refusal : Administration.notFound(request.groupId()));
            return;
        }
        offsetRequests.delete(held, request, reply, output);
    }

    /** The groups there are. */
    public void list(ListGroups request, Reply<List<ListedGroup>> reply, CoordinatorOutput output) {
        output.answer(reply, administration.list(request));
    }

    public void describe(String groupId, Reply<DescribedGroup> reply, CoordinatorOutput output) {
        administration.describe(groupId, reply, output);
    }

    /** Forgets a group and its offsets. */
    public void delete(String groupId, Reply<Done> reply, CoordinatorOutput output) {
        administration.delete(groupId, reply, output);
    }

    /** Bounds or times are others: what is forgotten after a time is looked through now. */
    public void configChanged(CoordinatorOutput output) {
        retention.begin(output.nowMillis());
    }

    /** A member of a consumer group joins, reports or leaves. */
    public void consumerHeartbeat(
            ConsumerHeartbeat request, Reply<ConsumerHeartbeatAnswer> reply, CoordinatorOutput output) {
        consumers.heartbeats().heartbeat(request, reply, output);
    }

    public void describeConsumers(String groupId, Reply<DescribedConsumerGroup> reply, CoordinatorOutput output) {
        consumers.describe(groupId, reply, output);
    }

    /**
     * Regular expressions of a group were matched against all topics.
     *
     * @param topicsOf the names each of them stands for
     */
    public void expressionsMatched(
            String groupId, Map<String, SortedSet<String>> topicsOf, Reply<Done> reply, CoordinatorOutput output) {
        consumers.expressionsMatched(groupId, topicsOf, output);
        output.answer(reply, Done.DONE);
    }

    /**
     * A topic came, grew or is gone: groups notice with their next heartbeats; what was committed for one that is gone is forgotten
     * soon, and not told any more from now on.
     */
    public void topicChanged(TopicChange change, CoordinatorOutput output) {
        consumers.topicChanged(change.topic(), output);
        if (change.kind() == TopicChange.Kind.DELETED) {
            retention.begin(output.nowMillis());
        }
    }

    /** How much memory everything takes, estimated. */
    public long footprintBytes() {
        return footprint.bytes();
    }

    /** Where a group stands, or null; for tests. */
    @Nullable
    GroupState stateOf(String groupId) {
        HeldGroup held = groups.find(groupId);
        return held == null ? null : held.group().state();
    }
}
