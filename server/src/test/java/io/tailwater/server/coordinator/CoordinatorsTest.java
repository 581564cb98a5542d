package io.tailwater.server.coordinator;

import static io.tailwater.server.coordinator.TalliesBroker.await;
import static io.tailwater.server.coordinator.TalliesBroker.error;
import static io.tailwater.server.coordinator.TalliesBroker.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.CoordinatorsConfig;
import io.tailwater.core.coordinator.CoordinatorStep;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.file.SystemFiles;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators over storage, batches and event loops as they are. */
class CoordinatorsTest {

    @TempDir
    Path directory;

    private TalliesBroker start(int partitions) {
        return start(partitions, CoordinatorsConfig.DEFAULTS);
    }

    private TalliesBroker start(int partitions, CoordinatorsConfig config) {
        return new TalliesBroker(directory, new SystemFiles(), partitions, config);
    }

    private static Future<Result<Long>> add(TalliesBroker broker, String name) {
        return broker.ask(name, (state, reply, output) -> state.add(name, 0, reply, output));
    }

    private static long step(TalliesBroker broker, CoordinatorStep<TalliesState, Long> step) {
        return value(await(broker.ask("a", step)));
    }

    @Test
    void areNotThereBeforeSomebodyNeedsThem() {
        try (TalliesBroker broker = start(1)) {
            assertThat(error(await(add(broker, "a"))).code()).isEqualTo(ErrorCode.NOT_COORDINATOR);
            assertThat(value(await(broker.onLoop(() -> broker.coordinators().askAll((state, reply, output) -> {})))))
                    .isEmpty();
            broker.prepare();
            assertThat(value(await(add(broker, "a")))).isEqualTo(1);
        }
    }

    @Test
    void keepEveryKeyInItsPartitionAcrossRestarts() {
        List<String> names = IntStream.range(0, 50).mapToObj(i -> "name-" + i).toList();
        try (TalliesBroker broker = start(3)) {
            broker.prepare();
            names.forEach(name -> await(add(broker, name)));
            assertThat(IntStream.range(0, 3).mapToLong(i -> broker.status(i).endOffset()))
                    .allMatch(records -> records > 5);
        }
        try (TalliesBroker broker = start(7)) {
            broker.prepare();
            assertThat(broker.topic().partitionCount()).isEqualTo(3);
            assertThat(names).allMatch(name -> broker.get(name) == 1);
        }
    }

    @Test
    void takeStepsThatArriveTogetherInOneAppend() {
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            List<Future<Result<Long>>> answers = new ArrayList<>();
            step(broker, (onItsLoop, reply, output) -> { // which takes none of them before all were asked for
                for (int i = 0; i < 1_000; i++) {
                    answers.add(broker.coordinators().ask("a", (state, added, of) -> state.add("a", 0, added, of)));
                }
                output.answer(reply, 0L);
            });
            await(Future.join(answers));
            for (int i = 0; i < answers.size(); i++) {
                assertThat(value(answers.get(i).result())).isEqualTo(i + 1);
            }
            assertThat(broker.status(0).durableOffset()).isEqualTo(1_000);
            assertThat(broker.status(0).sizeBytes()).isLessThan(1_000 * 20);
        }
    }

    @Test
    void knowTransactionsAfterARestartAsTheyWere() {
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            step(broker, (state, reply, output) -> state.setWithin(7, "c", 70, reply, output));
            step(broker, (state, reply, output) -> state.setWithin(8, "d", 80, reply, output));
            step(broker, (state, reply, output) -> state.setWithin(9, "e", 90, reply, output));
            step(broker, (state, reply, output) -> state.end(7, true, reply, output));
            step(broker, (state, reply, output) -> state.end(8, false, reply, output));
        }
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            assertThat(List.of(broker.get("c"), broker.get("d"), broker.get("e")))
                    .containsExactly(70L, 0L, 0L);
            step(broker, (state, reply, output) -> state.end(9, true, reply, output));
            assertThat(broker.get("e")).isEqualTo(90);
        }
    }

    @Test
    void writeStepsThatAreLargerThanABatchUsuallyIs() {
        List<String> names = IntStream.range(0, 300).mapToObj(i -> "name-" + i).toList();
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            for (int i = 0; i < 3; i++) {
                step(broker, (state, reply, output) -> state.addToAll(names, 10_000, reply, output));
            }
        }
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            assertThat(names).allMatch(name -> broker.get(name) == 3);
        }
    }

    @Test
    @Timeout(180)
    void giveSpaceBackOnDisk() {
        CoordinatorsConfig config = new CoordinatorsConfig(2 << 20, 2);
        List<String> names = IntStream.range(0, 100).mapToObj(i -> "name-" + i).toList();
        try (TalliesBroker broker = start(1, config)) {
            broker.prepare();
            for (int i = 0; i < 60; i++) {
                step(broker, (state, reply, output) -> state.addToAll(names, 5_000, reply, output));
            }
            // It is deleted beside the steps, each of which takes note of what was, and goes on from there.
            while (broker.status(0).logStartOffset() == 0 || broker.status(0).sizeBytes() >= 20 << 20) {
                await(add(broker, "a"));
            }
        }
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            assertThat(names).allMatch(name -> broker.get(name) == 60);
        }
    }

    @Test
    void answerOrRefuseEverybodyWhenTheyStop() {
        List<Future<Result<Long>>> answers = new ArrayList<>();
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            await(broker.onLoop(() -> {
                for (int i = 0; i < 500; i++) {
                    answers.add(
                            broker.coordinators().ask("a", (state, reply, output) -> state.add("a", 0, reply, output)));
                }
                answers.add(broker.coordinators().ask("a", (state, reply, output) -> {}));
                return Future.succeededFuture();
            }));
        }
        assertThat(answers).allMatch(Future::isComplete);
        long added = answers.stream()
                .filter(answer -> answer.result() instanceof Result.Ok)
                .count();
        try (TalliesBroker broker = start(1)) {
            broker.prepare();
            assertThat(broker.get("a")).isGreaterThanOrEqualTo(added);
        }
    }
}
