package io.tailwater.core.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.CoordinatorsConfig;
import io.tailwater.core.result.ErrorCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runtime, one turn of the loop after the other. */
class CoordinatorTest {

    private final ManualLoop loop = new ManualLoop();
    private final ManualLog log = new ManualLog();
    private Coordinator<CountersState> coordinator = started(CoordinatorsConfig.DEFAULTS);

    private Coordinator<CountersState> started(CoordinatorsConfig config) {
        Coordinator<CountersState> started =
                new Coordinator<>("counters-0", CountersState::new, log, loop, loop, config);
        started.load();
        loop.run();
        return started;
    }

    private <T> Answer<T> ask(CoordinatorStep<CountersState, T> step) {
        Answer<T> answer = new Answer<>();
        coordinator.run(step, answer.reply());
        return answer;
    }

    private Answer<Long> add(String name) {
        return ask((state, reply, output) -> state.add(name, reply, output));
    }

    private Answer<Long> get(String name) {
        return ask((state, reply, output) -> state.get(name, reply, output));
    }

    private Answer<Long> await(String name, long atLeast, long timeLimitMillis) {
        return ask((state, reply, output) -> state.await(name, atLeast, timeLimitMillis, reply, output));
    }

    private static Answer<Long> read(Coordinator<CountersState> from, String name) {
        Answer<Long> answer = new Answer<>();
        from.run((state, reply, output) -> state.get(name, reply, output), answer.reply());
        return answer;
    }

    @Test
    void answersWhenTheRecordsAreOnDiskAndNotBefore() {
        Answer<Long> added = add("a");
        loop.run();
        assertThat(added.isGiven()).isFalse();
        log.land();
        assertThat(added.value()).isEqualTo(1);
    }

    @Test
    void answersReadsAfterTheChangesTheySaw() {
        assertThat(get("a").value()).isZero();
        add("a");
        Answer<Long> beforeSent = get("a");
        loop.run();
        Answer<Long> afterSent = get("a");
        assertThat(Stream.of(beforeSent, afterSent)).noneMatch(Answer::isGiven);
        log.land();
        assertThat(beforeSent.value()).isEqualTo(1);
        assertThat(afterSent.value()).isEqualTo(1);
    }

    @Test
    void appendsWhatOneTurnBringsTogetherAndTheRestWhenThatIsOnDisk() {
        List<Answer<Long>> first = IntStream.range(0, 5).mapToObj(i -> add("a")).toList();
        loop.run();
        List<Answer<Long>> second =
                IntStream.range(0, 7).mapToObj(i -> add("b")).toList();
        loop.run();
        log.land();
        assertThat(first).allMatch(Answer::isGiven);
        assertThat(second).noneMatch(Answer::isGiven);
        loop.run();
        log.land();
        assertThat(second.get(6).value()).isEqualTo(7);
        assertThat(log.appendSizes).containsExactly(5, 7);
    }

    @Test
    void refusesStepsUntilItsLogIsLoaded() {
        log.quick = true;
        IntStream.range(0, 10).forEach(i -> add("a"));
        loop.run();
        log.holdReads();
        coordinator = started(CoordinatorsConfig.DEFAULTS);
        int pieces = 0;
        while (log.isReading()) {
            assertThat(get("a").errorCode()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
            pieces++;
            log.giveRead();
        }
        assertThat(pieces).isGreaterThan(3);
        assertThat(ask((state, reply, output) -> output.answer(reply, state.loaded))
                        .value())
                .isEqualTo(true);
        assertThat(get("a").value()).isEqualTo(10);
    }

    @Test
    void refusesEverybodyAndLoadsAgainWhenAnAppendFails() {
        log.quick = true;
        add("a");
        loop.run();
        log.quick = false;
        Answer<Long> held = await("a", 99, 60_000);
        Answer<Long> underWay = add("a");
        loop.run();
        Answer<Long> behind = add("a");
        log.fail();
        assertThat(Stream.of(held, underWay, behind))
                .allMatch(answer -> answer.errorCode() == ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(get("a").errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        loop.pass(1_000);
        assertThat(get("a").value()).isEqualTo(1);
    }

    @Test
    void worksAgainWhenAFullDiskHasSpaceAgain() {
        log.quick = true;
        add("a");
        loop.run();
        log.full = true;
        for (int i = 0; i < 20; i++) {
            Answer<Long> refused = add("a");
            loop.run();
            assertThat(refused.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
            loop.pass(10_000);
            assertThat(get("a").value()).isEqualTo(1);
        }
        log.full = false;
        Answer<Long> added = add("a");
        loop.run();
        assertThat(added.value()).isEqualTo(2);
    }

    @Test
    void triesUntilItsLogCanBeRead() {
        log.broken = true;
        coordinator = started(CoordinatorsConfig.DEFAULTS);
        assertThat(get("a").errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        loop.pass(60_000);
        log.broken = false;
        loop.pass(10_000);
        assertThat(get("a").value()).isZero();
    }

    @Test
    void refusesAStepThatBreaksAndGoesOnWhenItHadAppendedNothing() {
        Answer<Long> held = await("a", 1, 60_000);
        Answer<Long> broken = ask((state, reply, output) -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(broken.errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        log.quick = true;
        add("a");
        loop.run();
        assertThat(held.value()).isEqualTo(1);
    }

    @Test
    void dropsTheRecordsOfAStepThatBreaksAndNoOthers() {
        Answer<Long> good = add("a");
        Answer<Long> broken = ask((state, reply, output) -> {
            state.add("a", reply, output);
            throw new IllegalStateException("a bug");
        });
        assertThat(broken.errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(get("a").errorCode()).isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        loop.run();
        log.land();
        assertThat(good.value()).isEqualTo(1);
        loop.pass(1_000);
        assertThat(get("a").value()).isEqualTo(1);
    }

    @Test
    void callsTheStateAtItsNearestDeadline() {
        Answer<Long> late = await("a", 1, 5_000);
        Answer<Long> soon = await("a", 1, 100);
        loop.pass(99);
        assertThat(soon.isGiven()).isFalse();
        loop.pass(1);
        assertThat(soon.errorCode()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        loop.pass(4_899);
        assertThat(late.isGiven()).isFalse();
        loop.pass(1);
        assertThat(late.errorCode()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void noticesWithinAMinuteThatTheClockWasSet() {
        Answer<Long> waiting = await("a", 1, 10_000_000);
        loop.setClock(loop.millis() + 20_000_000);
        loop.pass(60_000);
        assertThat(waiting.errorCode()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void keepsItsLogShort() {
        coordinator = started(new CoordinatorsConfig(1_000, 2));
        log.quick = true;
        for (int i = 0; i < 2_000; i++) {
            add("a" + i % 5);
            loop.run();
            assertThat(log.sizeBytes()).isLessThan(1_500);
        }
        assertThat(log.startOffset()).isGreaterThan(1_500);
        assertThat(read(started(CoordinatorsConfig.DEFAULTS), "a3").value()).isEqualTo(400);
    }

    @Test
    void leavesALogAloneThatIsAllLife() {
        coordinator = started(new CoordinatorsConfig(1_000, 2));
        log.quick = true;
        for (int i = 0; i < 300; i++) {
            add("a" + i);
        }
        loop.run();
        long appends = log.appendSizes.stream().mapToLong(size -> size).sum();
        assertThat(appends).isLessThan(2 * 300 + 10);
    }

    @Test
    void deletesEverythingWhenNothingLives() {
        coordinator = started(new CoordinatorsConfig(200, 2));
        log.quick = true;
        for (int i = 0; i < 20; i++) {
            add("a");
            loop.run();
            this.<Boolean>ask((state, reply, output) -> state.forget("a", reply, output));
            loop.run();
        }
        assertThat(log.sizeBytes()).isLessThan(250);
        assertThat(read(started(CoordinatorsConfig.DEFAULTS), "a").value()).isZero();
    }

    @Test
    void writesWhatItHasTakenBeforeItCloses() {
        Answer<Long> held = await("a", 99, 60_000);
        Answer<Long> underWay = add("a");
        loop.run();
        Answer<Long> behind = add("a");
        Future<Void> closed = coordinator.close();
        assertThat(add("a").errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        log.land();
        loop.run();
        assertThat(closed.isComplete()).isFalse();
        log.land();
        assertThat(closed.succeeded()).isTrue();
        assertThat(underWay.value()).isEqualTo(1);
        assertThat(behind.value()).isEqualTo(2);
        assertThat(held.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        loop.run();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void closesWhateverItIsAt() {
        assertThat(coordinator.close().succeeded()).isTrue();

        log.broken = true;
        coordinator = started(CoordinatorsConfig.DEFAULTS);
        assertThat(coordinator.close().succeeded()).isTrue();
        log.broken = false;

        log.holdReads();
        coordinator = started(CoordinatorsConfig.DEFAULTS);
        Future<Void> closed = coordinator.close();
        assertThat(closed.isComplete()).isFalse();
        log.giveRead();
        assertThat(closed.succeeded()).isTrue();
        assertThat(loop.timers()).isZero();
    }
}
