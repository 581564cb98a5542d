package io.tailwater.bench.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/** Finds coordinators of groups, and clears groups away. Owned by one thread, as its session is. */
public final class GroupCalls {

    private static final int FIND_TRIES = 600;
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BrokerSession session;

    /** Calls over {@code session}, which the caller closes. */
    public GroupCalls(BrokerSession session) {
        this.session = session;
    }

    /**
     * Waits until the broker coordinates groups, which it may prepare for when it is first asked.
     *
     * @throws BenchException when it does not within a minute, or another broker does
     */
    public void awaitCoordinator(String groupId) {
        Errors error = Errors.NONE;
        for (int i = 0; i < FIND_TRIES; i++) {
            FindCoordinatorResponseData answer = session.call(
                    BenchApi.FIND_COORDINATOR,
                    new FindCoordinatorRequestData().setKey(groupId),
                    new FindCoordinatorResponseData());
            error = Errors.forCode(answer.errorCode());
            if (error == Errors.NONE) {
                return;
            }
            if (!(error.exception() instanceof RetriableException)) {
                break;
            }
            LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
        }
        throw new BenchException("The broker coordinates no groups: " + error + ".");
    }

    /** Takes members out of a group, and deletes it; what is not there is no error. */
    public void remove(String groupId, List<String> memberIds) {
        LeaveGroupRequestData leave = new LeaveGroupRequestData()
                .setGroupId(groupId)
                .setMembers(memberIds.stream()
                        .map(memberId -> new MemberIdentity().setMemberId(memberId))
                        .toList());
        session.call(BenchApi.LEAVE_GROUP, leave, new LeaveGroupResponseData());
        session.call(
                BenchApi.DELETE_GROUPS,
                new DeleteGroupsRequestData().setGroupsNames(List.of(groupId)),
                new DeleteGroupsResponseData());
    }
}
