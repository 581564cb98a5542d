package io.tailwater.core.transaction.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.result.Done;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/**
 * Producers of one transactional id that replace each other and go on as zombies, time-outs, restarts, crashes after any append,
 * compactions, markers that come late, twice, in part or not at all: each transaction is wholly visible or wholly not, as its
 * producer was told, and the log says what memory does.
 */
class TransactionsSimulation {

    private static final int STEPS = 500;
    private static final List<PartitionName> NAMES =
            List.of(new PartitionName("orders", 0), new PartitionName("orders", 1), new PartitionName("invoices", 0));

    /** One partition's marker on its way. */
    private record Sent(DecidedTransaction decided, PartitionName partition) {}

    private final CoordinatorHarness harness = new CoordinatorHarness();
    private final Map<PartitionName, SimulatedPartition> partitions = new TreeMap<>();
    private final Map<Integer, SimulatedProducer.Knowledge> known = new HashMap<>();
    private final List<SimulatedProducer> producers = new ArrayList<>();
    private final Map<DecidedTransaction, Set<PartitionName>> underWay = new HashMap<>();
    private final List<Sent> strays = new ArrayList<>();
    private SplittableRandom random;

    @Property(tries = 100)
    void everyTransactionIsWhole(@ForAll long seed) {
        new TransactionsSimulation().run(seed);
    }

    @Tag("thorough")
    @Property(tries = 10_000)
    void everyTransactionIsWholeFor10000Seeds(@ForAll long seed) {
        new TransactionsSimulation().run(seed);
    }

    private void run(long seed) {
        random = new SplittableRandom(seed);
        NAMES.forEach(name -> partitions.put(name, new SimulatedPartition()));
        boolean epochPerTransaction = random.nextBoolean();
        for (int i = 0; i < 3; i++) {
            producers.add(new SimulatedProducer(harness, random, partitions, known, epochPerTransaction));
        }
        for (int step = 0; step < STEPS; step++) {
            step(epochPerTransaction);
            harness.coordinator.elapse(0);
        }
        comesToRest();
    }

    private void step(boolean epochPerTransaction) {
        int choice = random.nextInt(100);
        if (choice < 55) {
            // Mostly one of them, so that it gets somewhere; the others are zombies.
            int who = random.nextInt(10) > 0 ? producers.size() - 1 : random.nextInt(producers.size());
            producers.get(who).takeTurn();
        } else if (choice < 57) {
            producers.remove(0);
            producers.add(new SimulatedProducer(harness, random, partitions, known, epochPerTransaction));
        } else if (choice < 85) {
            writeAMarker();
        } else if (choice < 88) {
            harness.coordinator.elapse(random.nextInt(CoordinatorHarness.TIMEOUT_MILLIS));
        } else {
            disturb(epochPerTransaction);
        }
    }

    private void writeAMarker() {
        take();
        List<DecidedTransaction> decided = new ArrayList<>(underWay.keySet());
        if (decided.isEmpty()) {
            return;
        }
        DecidedTransaction one = decided.get(random.nextInt(decided.size()));
        Set<PartitionName> left = underWay.get(one);
        if (!left.isEmpty()) {
            PartitionName name = List.copyOf(left).get(random.nextInt(left.size()));
            partitions.get(name).end(one);
            left.remove(name);
        } else {
            underWay.remove(one);
            harness.coordinator.<Done>ask((state, reply, output) -> state.complete(one, reply, output));
        }
    }

    /** What the coordinator has sent: a transaction that it sends again, after it was loaded, begins anew. */
    private void take() {
        for (DecidedTransaction sent = harness.markers.poll(); sent != null; sent = harness.markers.poll()) {
            underWay.put(sent, new HashSet<>(sent.partitions()));
        }
    }

    private void disturb(boolean epochPerTransaction) {
        switch (random.nextInt(7)) {
            case 0 -> {
                harness.coordinator.flush();
                Set<CoordinatorRecord> before = live();
                harness.coordinator.restart();
                assertThat(live()).as("what the log amounts to").isEqualTo(before);
            }
            case 1, 2 -> {
                take();
                strays.addAll(lost(epochPerTransaction));
                underWay.clear();
                harness.markers.clear();
                harness.coordinator.crash();
            }
            case 3 -> harness.coordinator.compact(() -> producers.get(0).takeTurn());
            case 4 -> harness.coordinator.holdFlushes();
            case 5 -> harness.coordinator.flush();
            default -> {
                if (!strays.isEmpty()) {
                    Sent late = strays.remove(random.nextInt(strays.size()));
                    partitions.get(late.partition()).end(late.decided());
                }
            }
        }
    }

    /**
     * Markers of an attempt before the crash that come after it, beside those that are written again. Without an epoch for each
     * transaction nothing tells a marker that comes twice from one of the next transaction: there the writer asks first.
     */
    private List<Sent> lost(boolean epochPerTransaction) {
        if (!epochPerTransaction) {
            return List.of();
        }
        return underWay.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(name -> new Sent(entry.getKey(), name)))
                .toList();
    }

    private Set<CoordinatorRecord> live() {
        Set<CoordinatorRecord> records = new HashSet<>();
        harness.coordinator.state().liveRecords().forEachRemaining(records::addAll);
        return records;
    }

    /** Nobody does anything any more: what is open times out, all markers are written. */
    private void comesToRest() {
        harness.coordinator.flush();
        harness.coordinator.elapse(2L * CoordinatorHarness.TIMEOUT_MILLIS);
        harness.coordinator.flush();
        take();
        while (!underWay.isEmpty()) {
            writeAMarker();
            harness.coordinator.flush();
        }
        assertThat(harness.describe().status())
                .isIn(TransactionStatus.EMPTY, TransactionStatus.COMPLETE_COMMIT, TransactionStatus.COMPLETE_ABORT);
        known.forEach(this::checkWhole);
        partitions.forEach((name, partition) ->
                assertThat(partition.hasUndecided()).as("%s is held up", name).isFalse());
    }

    private void checkWhole(int number, SimulatedProducer.Knowledge told) {
        boolean visible = partitions.values().stream()
                .anyMatch(partition -> partition.visible().contains(number));
        boolean aborted = partitions.values().stream()
                .anyMatch(partition -> partition.aborted().contains(number));
        assertThat(visible && aborted)
                .as("transaction %d is here and not there", number)
                .isFalse();
        if (told == SimulatedProducer.Knowledge.COMMITTED) {
            assertThat(aborted).as("transaction %d was committed", number).isFalse();
        } else if (told == SimulatedProducer.Knowledge.ABORTED) {
            assertThat(visible).as("transaction %d was aborted", number).isFalse();
        }
    }
}
