package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorUnderTest;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.MemberClaim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * Members that come, go, crash and speak twice, commits, transactions, time, restarts, lost writes and compactions in any order:
 * nobody waits for ever, everybody does what its leader said, nothing acknowledged is lost, and the log says what memory does.
 */
class GroupsSimulation {

    private static final int STEPS = 400;
    private static final List<String> GROUPS = List.of("g", "h");

    private final GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.config(5, 0));
    private final CommitModel commits = new CommitModel(groups);
    private final List<SimulatedMember> members = new ArrayList<>();
    private SplittableRandom random;

    @Property(tries = 60)
    void keepsItsPromisesWhateverHappens(@ForAll long seed) {
        new GroupsSimulation().run(seed);
    }

    @Tag("thorough")
    @Property(tries = 5_000)
    void keepsItsPromisesWhateverHappensFor5000Seeds(@ForAll long seed) {
        new GroupsSimulation().run(seed);
    }

    private void run(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < 8; i++) {
            String instanceId = i % 3 == 0 ? "i" + i : null;
            members.add(new SimulatedMember(groups, random, GROUPS.get(i % 2), instanceId));
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            if (random.nextBoolean()) {
                groups.coordinator().flush();
                commits.check();
            }
            groups.elapse(0);
            assertThat(groups.coordinator().state().nextDeadlineMillis()).isGreaterThan(groups.nowMillis());
        }
        comesToRest();
    }

    private void step() {
        int choice = random.nextInt(100);
        SimulatedMember member = members.get(random.nextInt(members.size()));
        if (choice < 60) {
            member.takeTurn();
        } else if (choice < 75) {
            groups.coordinator().flush();
            groups.elapse(random.nextInt(random.nextInt(6) == 0 ? 12_000 : 800));
            groups.coordinator().flush();
            members.forEach(SimulatedMember::checkPatience);
        } else if (choice < 82) {
            commits.commit(member.groupId, member.claim(), random.nextInt(4));
        } else if (choice < 85) {
            commits.commit(GROUPS.get(random.nextInt(2)), MemberClaim.NONE, random.nextInt(4));
        } else if (choice < 88) {
            commits.commitInTransaction(random.nextInt(2), GROUPS.get(random.nextInt(2)), random.nextInt(4));
        } else if (choice < 90) {
            commits.endTransaction(random.nextInt(2), random.nextBoolean());
        } else {
            disturb();
        }
    }

    private void disturb() {
        CoordinatorUnderTest<GroupsState> coordinator = groups.coordinator();
        switch (random.nextInt(8)) {
            case 0 -> {
                coordinator.flush();
                Set<CoordinatorRecord> before = live();
                coordinator.restart();
                assertThat(live()).as("what the log amounts to").isEqualTo(before);
            }
            case 1 -> coordinator.crash();
            case 2 ->
                coordinator.compact(
                        () -> members.get(random.nextInt(members.size())).takeTurn());
            case 3 -> coordinator.holdFlushes();
            case 4, 5 -> coordinator.flush();
            case 6 -> deleteGroup(GROUPS.get(random.nextInt(2)));
            default -> {
                if (random.nextInt(4) == 0) {
                    groups.makeTopic("t", 4);
                    groups.tellDeleted();
                    commits.forgetTopic();
                }
            }
        }
    }

    private void deleteGroup(String groupId) {
        groups.coordinator().flush();
        var answer = groups.delete(groupId);
        groups.coordinator().flush();
        if (!answer.isRefused()) {
            commits.forgetGroup(groupId);
        }
    }

    private Set<CoordinatorRecord> live() {
        Set<CoordinatorRecord> records = new HashSet<>();
        groups.coordinator().state().liveRecords().forEachRemaining(records::addAll);
        return records;
    }

    /** Nobody does anything any more: all sessions end, and nothing is left when the groups are deleted. */
    private void comesToRest() {
        groups.coordinator().flush();
        groups.elapse(20 * 60 * 1_000);
        for (String groupId : GROUPS) {
            assertThat(groups.coordinator().state().stateOf(groupId)).isIn(GroupState.EMPTY, null);
            groups.delete(groupId);
        }
        groups.coordinator().flush();
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }
}
