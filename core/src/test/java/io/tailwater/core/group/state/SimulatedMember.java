package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinAnswer.JoinedMember;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.result.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A client that does what a consumer would, and the wrong thing now and then. Used by one thread. */
final class SimulatedMember {

    /** The longest that anybody may have to wait: the rebalance time-out. */
    static final int PATIENCE_MILLIS = 30_000;

    private final GroupsUnderTest groups;
    private final SplittableRandom random;
    private final String instanceId;
    private Client client;
    private Answer<JoinAnswer> joining;
    private Answer<SyncAnswer> syncing;
    private Map<String, OpaqueBytes> assignments = Map.of();
    private boolean synced;
    private long waitingSince;
    final String groupId;

    SimulatedMember(GroupsUnderTest groups, SplittableRandom random, String groupId, String instanceId) {
        this.groups = groups;
        this.random = random;
        this.groupId = groupId;
        this.instanceId = instanceId;
        start();
    }

    /** A new process, which knows nothing of the one before. */
    private void start() {
        client = groups.client(groupId)
                .instance(instanceId)
                .sessionMillis(6_000 + random.nextInt(20_000))
                .rebalanceMillis(PATIENCE_MILLIS - random.nextInt(20_000))
                .supporting(random.nextBoolean() ? new String[] {"range", "sticky"} : new String[] {"sticky", "range"});
        if (random.nextInt(4) == 0) {
            client.withoutHandshake();
        }
        joining = null;
        syncing = null;
        synced = false;
    }

    MemberClaim claim() {
        return client.claim();
    }

    /** What the leader has to assign to a member in a generation. */
    private static OpaqueBytes duty(int generationId, String memberId, String instanceId) {
        return Client.bytes(generationId + " " + (instanceId == null ? memberId : instanceId));
    }

    void takeTurn() {
        if (joining != null) {
            takeJoinAnswer();
        } else if (syncing != null) {
            takeSyncAnswer();
        } else {
            act();
        }
    }

    /** Nobody waits longer than a rebalance may take. */
    void checkPatience() {
        boolean waits = (joining != null && !joining.isGiven()) || (syncing != null && !syncing.isGiven());
        if (waits) {
            assertThat(groups.nowMillis() - waitingSince)
                    .as("how long %s waits", client.claim())
                    .isLessThanOrEqualTo(PATIENCE_MILLIS);
        }
    }

    private void takeJoinAnswer() {
        if (!joining.isGiven()) {
            if (random.nextInt(8) == 0) {
                join(); // Once more, on another connection.
            }
            return;
        }
        Answer<JoinAnswer> answer = joining;
        joining = null;
        if (answer.isRefused()) {
            refused(answer.errorCode());
        } else if (answer.value() instanceof JoinAnswer.Joined joined) {
            begin(joined);
        } else {
            client.memberId = answer.value().memberId();
        }
    }

    private void begin(JoinAnswer.Joined joined) {
        client.memberId = joined.memberId();
        client.generationId = joined.generationId();
        synced = false;
        boolean leads = joined.leaderId().equals(joined.memberId()) && !joined.skipAssignment();
        assignments = new HashMap<>();
        if (leads) {
            assertThat(joined.members()).extracting(JoinedMember::memberId).contains(joined.memberId());
            assertThat(joined.members()).extracting(JoinedMember::memberId).doesNotHaveDuplicates();
            for (JoinedMember member : joined.members()) {
                assignments.put(member.memberId(), duty(joined.generationId(), member.memberId(), member.instanceId()));
            }
        }
    }

    private void takeSyncAnswer() {
        if (!syncing.isGiven()) {
            return;
        }
        Answer<SyncAnswer> answer = syncing;
        syncing = null;
        if (answer.isRefused()) {
            refused(answer.errorCode());
        } else {
            assertThat(answer.value().assignment())
                    .as("what member %s of group %s is to do", client.claim(), groupId)
                    .isEqualTo(duty(client.generationId, client.memberId, instanceId));
            synced = true;
        }
    }

    private void act() {
        int choice = random.nextInt(100);
        if (choice < 4) {
            start();
        } else if (choice < 8 && !client.memberId.isEmpty()) {
            client.leave();
            start();
        } else if (client.memberId.isEmpty() || client.generationId < 0 || choice < 14) {
            join();
        } else if (!synced) {
            syncing = client.sync(assignments);
            waitingSince = groups.nowMillis();
        } else {
            heartbeat();
        }
    }

    private void join() {
        joining = client.join();
        waitingSince = groups.nowMillis();
    }

    private void heartbeat() {
        Answer<?> answer = client.heartbeat();
        if (answer.isGiven() && answer.isRefused()) {
            refused(answer.errorCode());
        }
    }

    private void refused(ErrorCode code) {
        switch (code) {
            case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, GROUP_MAX_SIZE_REACHED -> start();
            case ILLEGAL_GENERATION -> {
                client.generationId = -1;
                synced = false;
            }
            case REBALANCE_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE -> {
                synced = false;
                join();
            }
            default -> throw new AssertionError("unexpected: " + code);
        }
    }
}
