package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Staying in a classic group, and leaving it. Confined to its coordinator's event loop. */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Deadlines deadlines;
    private final Rebalances rebalances;

    Sessions(Deadlines deadlines, Rebalances rebalances) {
        this.deadlines = deadlines;
        this.rebalances = rebalances;
    }

    /** Keeps a member's session alive, and tells it when it is to join again. */
    void heartbeat(ClassicGroup group, MemberClaim claim, Reply<Done> reply, CoordinatorOutput output) {
        BrokerError refusal = group.refusalOf(claim);
        if (refusal != null) {
            output.refuse(reply, refusal);
            return;
        }
        heard(group, claim, output);
        if (group.state() == GroupState.PREPARING_REBALANCE) {
            output.refuse(
                    reply,
                    ErrorCode.REBALANCE_IN_PROGRESS,
                    "Group " + group.groupId() + " waits for all to join again");
        } else {
            output.answer(reply, Done.DONE);
        }
    }

    /** Somebody who has shown to be a member did something. */
    void heard(ClassicGroup group, MemberClaim claim, CoordinatorOutput output) {
        ClassicMember member = group.members().find(claim.memberId());
        if (member != null) {
            rebalances.heard(member, output);
        }
    }

    /** Takes members out, and lets the others rebalance. */
    void leave(ClassicGroup group, LeaveGroup request, Reply<List<LeftMember>> reply, CoordinatorOutput output) {
        List<LeftMember> answers = new ArrayList<>(request.members().size());
        boolean anybodyLeft = false;
        for (LeavingMember leaving : request.members()) {
            BrokerError refusal = leave(group, leaving, output);
            anybodyLeft |= refusal == null;
            answers.add(new LeftMember(leaving.memberId(), leaving.instanceId(), refusal));
        }
        if (anybodyLeft) {
            rebalances.memberLeft(group, output);
        }
        output.answer(reply, List.copyOf(answers));
    }

    private @Nullable BrokerError leave(ClassicGroup group, LeavingMember leaving, CoordinatorOutput output) {
        if (group.promises().contains(leaving.memberId())) {
            group.promises().remove(leaving.memberId(), deadlines);
            return null;
        }
        // An administrator names the instance only.
        ClassicMember member = leaving.memberId().isEmpty()
                ? group.members().findInstance(leaving.instanceId())
                : group.members().find(leaving.memberId());
        BrokerError refusal = leaving.memberId().isEmpty()
                ? null
                : group.members().refusalOf(leaving.memberId(), leaving.instanceId());
        if (refusal != null || member == null) {
            return refusal != null ? refusal : group.members().unknown("instance " + leaving.instanceId());
        }
        LOG.atDebug()
                .addKeyValue("group", group.groupId())
                .log("Member {} leaves: {}", member.memberId(), leaving.reason());
        rebalances.remove(group, member, output);
        return null;
    }
}
