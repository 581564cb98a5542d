package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Crashes a broker under mixed load, again and again, and checks after each life what must hold. Owned by one thread. */
final class CrashRig {

    private final String name;
    private final long seed;
    private final Random random;
    private final LedgerWork ledger;
    private final List<CrashWork> works;

    /** @param powerFails whether only what survives power loss is asked for */
    CrashRig(String name, long seed, boolean powerFails) {
        this.name = name;
        this.seed = seed;
        this.random = new Random(seed);
        this.ledger = new LedgerWork(powerFails);
        this.works = List.of(
                ledger,
                new TransactionWork(new Random(random.nextLong())),
                new OffsetWork(),
                new TopicWork(new Random(random.nextLong())),
                new DeletionWork(),
                new CompactionWork(new Random(random.nextLong())));
    }

    void run(CrashVictim victim, int rounds) throws Exception {
        System.out.println(name + ": seed " + seed);
        KafkaClients clients = new KafkaClients(victim.address());
        int round = 0;
        try {
            victim.start();
            for (CrashWork work : works) {
                work.begin(clients);
            }
            int epoch = 0;
            for (; round < rounds; round++) {
                ledger.ledger().awaitAcknowledged(1 + random.nextInt(1_500));
                victim.crash();
                victim.start();
                epoch = assertRisen(epoch, victim);
                check(clients);
            }
            for (CrashWork work : works) {
                work.close();
            }
            check(clients);
            System.out.println(name + ": " + rounds + " crashes, "
                    + works.stream().map(CrashWork::summary).collect(Collectors.joining(", ")));
        } catch (Throwable failure) {
            failure.addSuppressed(
                    new AssertionError("seed " + seed + ", round " + round + ", the broker said:\n" + victim.output()));
            throw failure;
        } finally {
            for (CrashWork work : works) {
                work.close();
            }
        }
    }

    private void check(KafkaClients clients) throws Exception {
        ledger.pause();
        try {
            for (CrashWork work : works) {
                work.check(clients);
            }
        } finally {
            ledger.resume();
        }
    }

    /** Consumers notice by the leader epoch that a log may have been cut. */
    private static int assertRisen(int before, CrashVictim victim) throws Exception {
        try (RawConnection connection = RawConnection.to(victim.address())) {
            int epoch = connection.leaderEpoch(new TopicPartition("ledger", 0));
            assertThat(epoch).as("leader epoch").isGreaterThan(before);
            return epoch;
        }
    }
}
