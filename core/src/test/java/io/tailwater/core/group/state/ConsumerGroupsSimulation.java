package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorUnderTest;
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
 * Consumers that come, go, are silent and come back, topics that grow, regular expressions, restarts, lost writes and compactions
 * in any order: no two consumers have a partition at the same time, all of them are read in the end, and the log says what memory
 * does.
 */
class ConsumerGroupsSimulation {

    private static final int STEPS = 300;

    private final GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.promptConsumers());
    private final List<Consumer> consumers = new ArrayList<>();
    private SplittableRandom random;
    private int partitions = 4;

    @Property(tries = 60)
    void sharesPartitionsOutWhateverHappens(@ForAll long seed) {
        new ConsumerGroupsSimulation().run(seed);
    }

    @Tag("thorough")
    @Property(tries = 5_000)
    void sharesPartitionsOutWhateverHappensFor5000Seeds(@ForAll long seed) {
        new ConsumerGroupsSimulation().run(seed);
    }

    private void run(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < 5; i++) {
            Consumer consumer = groups.consumer("g", "m" + i);
            if (i % 3 == 0) {
                consumer.instance("i" + i);
            }
            if (i % 2 == 1) {
                consumer.assignor(i == 1 ? "range" : "uniform");
            }
            if (i == 4) {
                consumer.matching("t|u");
            }
            consumers.add(consumer);
        }
        for (int step = 0; step < STEPS; step++) {
            step();
            nobodyHasWhatAnotherHas();
        }
        comesToRest();
    }

    private void step() {
        CoordinatorUnderTest<GroupsState> coordinator = groups.coordinator();
        Consumer consumer = consumers.get(random.nextInt(consumers.size()));
        int choice = random.nextInt(100);
        if (choice < 65) {
            consumer.turn();
        } else if (choice < 72) {
            consumer.leave();
        } else if (choice < 76) {
            consumer.leaveForGood();
            consumer.owned = Assignment.NONE;
            consumer.epoch = 0;
        } else if (choice < 80) {
            everybodyIsHeardWhile(random.nextInt(20_000));
        } else if (choice < 84) {
            groups.matchExpressions();
        } else if (choice < 87) {
            consumer.reportNothing(); // whose answer gets lost
        } else if (choice < 90 && partitions < 9) {
            groups.growTopic("t", ++partitions);
        } else if (choice < 93) {
            Set<CoordinatorRecord> before = live();
            coordinator.restart();
            assertThat(live()).as("what the log amounts to").isEqualTo(before);
        } else if (choice < 95) {
            coordinator.compact(() -> consumers.get(random.nextInt(5)).turn());
        } else if (choice < 97) {
            coordinator.holdFlushes();
            consumer.turn();
            coordinator.crash();
            coordinator.flush();
        } else {
            consumer.owned = Assignment.NONE; // a new process under the old id
            consumer.epoch = 0;
        }
    }

    /** Time goes on, but nobody is silent for so long that it is out and does not know. */
    private void everybodyIsHeardWhile(int millis) {
        groups.elapse(millis);
        consumers.forEach(Consumer::turn);
    }

    private void nobodyHasWhatAnotherHas() {
        Assignment all = Assignment.NONE;
        for (Consumer consumer : consumers) {
            assertThat(all.intersects(consumer.owned))
                    .as("%s has what another has: %s", consumer.memberId, consumer.owned)
                    .isFalse();
            all = all.plus(consumer.owned);
        }
    }

    private Set<CoordinatorRecord> live() {
        Set<CoordinatorRecord> records = new HashSet<>();
        groups.coordinator().state().liveRecords().forEachRemaining(records::addAll);
        return records;
    }

    private void comesToRest() {
        groups.elapse(Subscriptions.MIN_REFRESH_MILLIS + 1);
        for (int i = 0; i < 12; i++) {
            consumers.forEach(Consumer::turn);
            groups.matchExpressions();
            groups.elapse(5_000);
        }
        nobodyHasWhatAnotherHas();
        Assignment all = consumers.stream().map(each -> each.owned).reduce(Assignment.NONE, Assignment::plus);
        assertThat(all).isEqualTo(Assignment.whole(groups.topic("t").id(), partitions));
        assertThat(groups.coordinator().state().stateOf("g")).isEqualTo(GroupState.STABLE);

        groups.elapse(60_000);
        assertThat(groups.coordinator().state().stateOf("g")).isEqualTo(GroupState.EMPTY);
        groups.delete("g");
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }
}
