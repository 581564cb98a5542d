package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.assign.Assignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * Consumers of both protocols that come and go in one group, restarts, lost writes and compactions in any order: no two have a
 * partition at the same time, all of them are read in the end, and the log says what memory does.
 */
class MigrationSimulation {

    private static final int STEPS = 250;

    private final GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.promptConsumers());
    private final List<Consumer> modern = new ArrayList<>();
    private final List<MigratingMember> classic = new ArrayList<>();
    private SplittableRandom random;

    @Property(tries = 60)
    void sharesPartitionsOutWhicheverProtocolIsSpoken(@ForAll long seed) {
        new MigrationSimulation().run(seed);
    }

    @Tag("thorough")
    @Property(tries = 5_000)
    void sharesPartitionsOutWhicheverProtocolIsSpokenFor5000Seeds(@ForAll long seed) {
        new MigrationSimulation().run(seed);
    }

    private void run(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < 2; i++) {
            modern.add(groups.consumer("g", "m" + i));
            classic.add(new MigratingMember(groups, "g"));
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            nobodyHasWhatAnotherHas();
        }
        comesToRest();
    }

    private void step() {
        Consumer consumer = modern.get(random.nextInt(2));
        MigratingMember member = classic.get(random.nextInt(2));
        int choice = random.nextInt(100);
        if (choice < 35) {
            consumer.turn();
        } else if (choice < 75) {
            member.turn();
        } else if (choice < 82) {
            modern.forEach(Consumer::leave);
        } else if (choice < 86) {
            member.leave();
        } else if (choice < 90) {
            groups.elapse(random.nextInt(3_000));
            everybody();
        } else if (choice < 94) {
            Set<CoordinatorRecord> before = live();
            groups.coordinator().restart();
            assertThat(live()).as("what the log amounts to").isEqualTo(before);
        } else if (choice < 97) {
            groups.coordinator().compact(() -> classic.get(random.nextInt(2)).turn());
        } else {
            groups.coordinator().holdFlushes();
            consumer.turn();
            groups.coordinator().crash();
            groups.coordinator().flush();
        }
    }

    private void everybody() {
        modern.forEach(Consumer::turn);
        classic.forEach(MigratingMember::turn);
    }

    private List<Assignment> owned() {
        List<Assignment> owned = new ArrayList<>();
        modern.forEach(each -> owned.add(each.owned));
        classic.forEach(each -> owned.add(each.owned));
        return owned;
    }

    private void nobodyHasWhatAnotherHas() {
        Assignment all = Assignment.NONE;
        for (Assignment each : owned()) {
            assertThat(all.intersects(each))
                    .as("two have the same: %s", owned())
                    .isFalse();
            all = all.plus(each);
        }
    }

    private Set<CoordinatorRecord> live() {
        Set<CoordinatorRecord> records = new HashSet<>();
        groups.coordinator().state().liveRecords().forEachRemaining(records::addAll);
        return records;
    }

    private void comesToRest() {
        for (int i = 0; i < 60; i++) {
            everybody();
            groups.elapse(1_000);
        }
        nobodyHasWhatAnotherHas();
        Assignment all = owned().stream().reduce(Assignment.NONE, Assignment::plus);
        assertThat(all).isEqualTo(Assignment.whole(groups.topic("t").id(), 4));
        assertThat(groups.coordinator().state().stateOf("g")).isEqualTo(GroupState.STABLE);

        groups.elapse(20 * 60 * 1_000);
        assertThat(groups.coordinator().state().stateOf("g")).isIn(GroupState.EMPTY, null);
        groups.delete("g");
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }
}
