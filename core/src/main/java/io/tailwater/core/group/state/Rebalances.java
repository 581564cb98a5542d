package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.RecordKey.GroupKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a classic group gets from one generation to the next. Confined to its coordinator's event loop.
 *
 * <pre>
 *   Empty ──► PreparingRebalance ──► CompletingRebalance ──► Stable
 *     ▲  begin        │   ▲  complete         │                │
 *     └───────────────┘   └───────────────────┴────────────────┘
 *       nobody is left             somebody joins, leaves or is silent
 * </pre>
 */
final class Rebalances implements GroupTimers {

    /**
     * How long a new member may wait for its first generation. It does not know its id yet and cannot keep a session; if its
     * client is gone it must not hold up the group for ever, and if it is not, it asks again.
     */
    static final long NEW_MEMBER_MILLIS = 5 * 60 * 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Rebalances.class);

    private final Supplier<GroupsConfig> config;
    private final Deadlines deadlines;

    Rebalances(Supplier<GroupsConfig> config, Deadlines deadlines) {
        this.config = config;
        this.deadlines = deadlines;
    }

    /** A member has come, changed or gone: begins a rebalance, or goes on with the one there is. */
    void membersChanged(ClassicGroup group, CoordinatorOutput output) {
        if (group.state() == GroupState.PREPARING_REBALANCE) {
            if (group.initialDelay() == null && group.allJoined()) {
                complete(group, output);
            }
        } else {
            begin(group, output);
        }
    }

    /** Everybody is to join again. */
    void begin(ClassicGroup group, CoordinatorOutput output) {
        boolean first = group.state() == GroupState.EMPTY;
        if (group.state() == GroupState.COMPLETING_REBALANCE) {
            BrokerError again =
                    new BrokerError(ErrorCode.REBALANCE_IN_PROGRESS, "Group " + group.groupId() + " rebalances again");
            refuseSyncing(group, again, output);
        }
        deadlines.cancel(group.syncDeadline());
        long delayMillis = first ? config.get().initialRebalanceDelayMillis() : 0;
        long limitMillis = group.members().rebalanceTimeoutMillis();
        group.beginRebalance(delayMillis == 0 ? null : new InitialDelay(limitMillis - delayMillis));
        LOG.atDebug().addKeyValue("group", group.groupId()).log("A rebalance begins");
        if (delayMillis > 0) {
            deadlines.set(group.joinDeadline(), output.nowMillis() + delayMillis);
        } else if (first || group.allJoined()) {
            complete(group, output);
        } else {
            deadlines.set(group.joinDeadline(), output.nowMillis() + limitMillis);
        }
    }

    /** Gives an assignment to nobody, but a reason why not. */
    void refuseSyncing(ClassicGroup group, BrokerError reason, CoordinatorOutput output) {
        for (ClassicMember member : group.members().all()) {
            group.members().assign(member, OpaqueBytes.EMPTY);
            Reply<SyncAnswer> reply = member.takeSyncing();
            if (reply != null) {
                output.refuse(reply, reason);
                heard(member, output);
            }
        }
    }

    @Override
    public void joiningIsOver(ClassicGroup group, CoordinatorOutput output) {
        InitialDelay delay = group.initialDelay();
        long moreMillis = delay == null ? 0 : delay.next(config.get().initialRebalanceDelayMillis());
        if (moreMillis > 0) {
            deadlines.set(group.joinDeadline(), output.nowMillis() + moreMillis);
        } else {
            complete(group, output);
        }
    }

    /** Those who have joined by now are the next generation; instances are waited for with their own sessions. */
    private void complete(ClassicGroup group, CoordinatorOutput output) {
        deadlines.cancel(group.joinDeadline());
        for (ClassicMember member : List.copyOf(group.members().all())) {
            if (!member.isJoining() && !member.isStatic()) {
                remove(group, member, output);
            }
        }
        if (!group.electJoinedLeader() && !group.members().isEmpty()) {
            // Nobody but absent instances: without a leader there is no generation, until one is back or all are out.
            deadlines.set(
                    group.joinDeadline(), output.nowMillis() + group.members().rebalanceTimeoutMillis());
            return;
        }
        group.beginGeneration();
        if (group.state() == GroupState.EMPTY) {
            write(group, group.toValue(Map.of(), output.nowMillis()), output);
        } else {
            tellGeneration(group, output);
            deadlines.set(
                    group.syncDeadline(), output.nowMillis() + group.members().rebalanceTimeoutMillis());
        }
    }

    private void tellGeneration(ClassicGroup group, CoordinatorOutput output) {
        List<JoinAnswer.JoinedMember> everybody = JoinAnswers.everybody(group);
        for (ClassicMember member : group.members().all()) {
            member.setNew(false);
            heard(member, output);
            Reply<JoinAnswer> reply = group.members().takeJoining(member);
            if (reply != null) {
                output.answer(reply, JoinAnswers.joined(group, member, group.isLeader(member) ? everybody : List.of()));
            }
        }
        LOG.atDebug()
                .addKeyValue("group", group.groupId())
                .log(
                        "Generation {} has {} members",
                        group.generationId(),
                        group.members().size());
    }

    /** Makes a generation the group's last one, in the log and in memory. */
    void write(ClassicGroup group, GroupValue generation, CoordinatorOutput output) {
        output.append(CoordinatorRecord.of(new GroupKey(group.groupId()).encode(), generation.encode()));
    }

    @Override
    public void syncingIsOver(ClassicGroup group, CoordinatorOutput output) {
        List<ClassicMember> silent = List.copyOf(group.unsynced());
        if (silent.isEmpty()) {
            return;
        }
        silent.forEach(member -> remove(group, member, output));
        LOG.atDebug()
                .addKeyValue("group", group.groupId())
                .log("{} members did not ask for their assignment and are out", silent.size());
        begin(group, output);
    }

    @Override
    public void sessionIsOver(ClassicGroup group, ClassicMember member, CoordinatorOutput output) {
        if (!member.isNew() && (member.isJoining() || member.isSyncing())) {
            return; // It waits for the group, not the group for it; its session goes on with the answer.
        }
        LOG.atDebug()
                .addKeyValue("group", group.groupId())
                .log(
                        "Member {} was not heard of for {} ms and is out",
                        member.memberId(),
                        member.sessionTimeoutMillis());
        remove(group, member, output);
        memberLeft(group, output);
    }

    /** One or more were removed: the others rebalance, or what they wait for may have come. */
    void memberLeft(ClassicGroup group, CoordinatorOutput output) {
        if (group.state() != GroupState.EMPTY) {
            membersChanged(group, output);
        }
    }

    /** A member is heard of: its session begins anew. */
    void heard(ClassicMember member, CoordinatorOutput output) {
        deadlines.set(member.sessionEnd(), output.nowMillis() + member.sessionTimeoutMillis());
    }

    /** A member that does not know yet that it is one begins its session. */
    void heardNew(ClassicMember member, CoordinatorOutput output) {
        member.setNew(true);
        deadlines.set(member.sessionEnd(), output.nowMillis() + NEW_MEMBER_MILLIS);
    }

    /** Takes a member out; if it still waits for something it is told that it is none. */
    void remove(ClassicGroup group, ClassicMember member, CoordinatorOutput output) {
        refuseWaiting(group, member, group.members().unknown("member " + member.memberId() + " any more"), output);
        deadlines.cancel(member.sessionEnd());
        group.remove(member);
        if (group.unsynced().isEmpty()) {
            deadlines.cancel(group.syncDeadline());
        }
    }

    /** The group becomes one of another type: whoever waits is told to join again, and nothing of it has a time any more. */
    void abandon(ClassicGroup group, CoordinatorOutput output) {
        BrokerError again = new BrokerError(
                ErrorCode.REBALANCE_IN_PROGRESS, "Group " + group.groupId() + " becomes a consumer group");
        for (ClassicMember member : group.members().all()) {
            refuseWaiting(group, member, again, output);
            deadlines.cancel(member.sessionEnd());
        }
        deadlines.cancel(group.joinDeadline());
        deadlines.cancel(group.syncDeadline());
    }

    /** Refuses what a member waits for. */
    void refuseWaiting(ClassicGroup group, ClassicMember member, BrokerError reason, CoordinatorOutput output) {
        Reply<JoinAnswer> joining = group.members().takeJoining(member);
        if (joining != null) {
            output.refuse(joining, reason);
        }
        Reply<SyncAnswer> syncing = member.takeSyncing();
        if (syncing != null) {
            output.refuse(syncing, reason);
        }
    }
}
