package io.tailwater.core.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.CoordinatorsConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever happens in whatever order, and at whatever point the power goes: what was answered is there afterwards. */
class CoordinatorSimulationTest {

    private record Addition(String name, Answer<Long> answer) {}

    private final List<Addition> additions = new ArrayList<>();
    private final Map<String, Long> promised = new HashMap<>();
    private static final Logger SILENCED = Logger.getLogger("io.tailwater.core.coordinator");

    private ManualLoop loop = new ManualLoop();
    private ManualLog log = new ManualLog();
    private Coordinator<CountersState> coordinator;
    private long nextProducer;

    @BeforeContainer
    static void silence() {
        SILENCED.setLevel(Level.OFF);
    }

    @AfterContainer
    static void speakAgain() {
        SILENCED.setLevel(null);
    }

    @Property(tries = 300)
    void losesNothingThatWasAnswered(@ForAll long seed) {
        Random random = new Random(seed);
        log = new ManualLog(); // The fields outlive a try.
        additions.clear();
        promised.clear();
        nextProducer = 0;
        start();
        for (int i = 0; i < 400; i++) {
            doSomething(random);
            assertThat(log.sizeBytes()).isLessThan(5_000);
        }
        log.crash(random.nextInt(10));
        start();
        check();
    }

    /** On a loop of its own: whatever was on the old one's went with the process. */
    private void start() {
        loop = new ManualLoop();
        coordinator =
                new Coordinator<>("counters-0", CountersState::new, log, loop, loop, new CoordinatorsConfig(300, 2));
        coordinator.load();
        loop.run();
    }

    private void doSomething(Random random) {
        int choice = random.nextInt(100);
        if (choice < 50) {
            add("n" + random.nextInt(6));
        } else if (choice < 60) {
            transact("t" + random.nextInt(3), random.nextBoolean());
        } else if (choice < 75) {
            loop.run();
        } else if (choice < 93) {
            if (log.isAppending()) {
                log.land();
            }
        } else if (choice < 96) {
            if (log.isAppending()) {
                log.fail();
            }
            loop.pass(20_000);
        } else if (choice < 98) {
            log.crash(random.nextInt(10));
            start();
            check();
        } else {
            loop.pass(random.nextInt(200));
        }
    }

    private void add(String name) {
        Answer<Long> answer = new Answer<>();
        additions.add(new Addition(name, answer));
        coordinator.run((state, reply, output) -> state.add(name, reply, output), answer.reply());
    }

    /** One transaction, begun now and decided now or when the next one begins. */
    private void transact(String name, boolean committed) {
        long producerId = nextProducer++;
        coordinator.run(
                (state, reply, output) -> state.setLater(name, producerId, producerId, reply, output),
                new Answer<Long>().reply());
        Answer<Boolean> ended = new Answer<>();
        coordinator.run(
                (state, reply, output) -> state.end(Math.max(0, producerId - 1), committed, reply, output),
                ended.reply());
    }

    private void settle() {
        loop.run();
        while (log.isAppending()) {
            log.land();
            loop.run();
        }
    }

    /** The state after a start has everything that was answered before. */
    private void check() {
        for (Addition addition : additions) {
            if (addition.answer.isGiven() && addition.answer.hasValue()) {
                promised.merge(addition.name, addition.answer.value(), Math::max);
            }
        }
        additions.clear();
        for (Map.Entry<String, Long> entry : promised.entrySet()) {
            Answer<Long> answer = new Answer<>();
            coordinator.run((state, reply, output) -> state.get(entry.getKey(), reply, output), answer.reply());
            settle();
            assertThat(answer.value()).as(entry.getKey()).isGreaterThanOrEqualTo(entry.getValue());
        }
    }
}
