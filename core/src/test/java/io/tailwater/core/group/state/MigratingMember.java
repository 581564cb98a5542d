package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinAnswer.JoinedMember;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A consumer of the classic protocol that reads topic {@code t} and assigns in turn when it leads, whichever type its group is of.
 * It gives up what is taken from it only when it is told so, and all when it is put out. Used by one thread.
 */
final class MigratingMember {

    private final GroupsUnderTest groups;
    private final Client client;
    private Answer<JoinAnswer> joining;
    private Answer<SyncAnswer> syncing;
    private boolean joined;

    Assignment owned = Assignment.NONE;

    MigratingMember(GroupsUnderTest groups, String groupId) {
        this.groups = groups;
        this.client = groups.client(groupId).sessionMillis(30_000).rebalanceMillis(60_000);
    }

    /** Does whatever is next for a member. */
    void turn() {
        if (joining != null) {
            if (joining.isGiven()) {
                afterJoining();
            }
        } else if (syncing != null) {
            if (syncing.isGiven()) {
                afterSyncing();
            }
        } else if (joined) {
            check(client.heartbeat());
        } else {
            join();
        }
    }

    void leave() {
        if (joined) {
            client.leave();
        }
        out();
    }

    private void join() {
        client.saying(subscription());
        joining = client.join();
        groups.coordinator().flush();
    }

    /** Eager, as most are: it has nothing while it joins. */
    private OpaqueBytes subscription() {
        return bytes(new FieldWriter(64).int16(1).int32(1).string("t").int32(-1).int32(0));
    }

    private void afterJoining() {
        Answer<JoinAnswer> answer = joining;
        joining = null;
        if (answer.hasValue() && answer.value() instanceof JoinAnswer.MemberIdRequired required) {
            client.memberId = required.memberId();
        } else if (answer.hasValue()) {
            JoinAnswer.Joined told = client.told(answer);
            boolean leads = told.leaderId().equals(client.memberId);
            syncing = client.sync(leads ? assignments(told.members()) : Map.of());
            groups.coordinator().flush();
        } else {
            check(answer);
        }
    }

    private Map<String, OpaqueBytes> assignments(List<JoinedMember> members) {
        Map<String, OpaqueBytes> assignments = new HashMap<>();
        int count = groups.topic("t").partitionCount();
        for (int i = 0; i < members.size(); i++) {
            List<Integer> partitions = new ArrayList<>();
            for (int partition = i; partition < count; partition += members.size()) {
                partitions.add(partition);
            }
            FieldWriter fields =
                    new FieldWriter(64).int16(1).int32(1).string("t").int32(partitions.size());
            partitions.forEach(fields::int32);
            assignments.put(members.get(i).memberId(), bytes(fields.int32(-1)));
        }
        return assignments;
    }

    private static OpaqueBytes bytes(FieldWriter fields) {
        ByteBuffer written = fields.toBuffer();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return OpaqueBytes.of(bytes);
    }

    private void afterSyncing() {
        Answer<SyncAnswer> answer = syncing;
        syncing = null;
        if (answer.hasValue()) {
            Topic topic = groups.topic("t");
            owned = EmbeddedProtocol.assignment(answer.value().assignment(), new TestTopics(Map.of("t", topic)));
            joined = true;
        } else {
            check(answer);
        }
    }

    private void check(Answer<?> answer) {
        groups.coordinator().flush();
        if (!answer.isRefused() || answer.errorCode() == ErrorCode.COORDINATOR_NOT_AVAILABLE) {
            return;
        }
        owned = Assignment.NONE;
        joined = false;
        if (answer.errorCode() != ErrorCode.REBALANCE_IN_PROGRESS) {
            out();
        }
    }

    /** It is no member any more: it begins anew. */
    private void out() {
        owned = Assignment.NONE;
        joined = false;
        joining = null;
        syncing = null;
        client.memberId = "";
        client.generationId = -1;
    }
}
