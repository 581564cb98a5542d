package io.tailwater.server.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.CoordinatorsConfig;
import io.tailwater.core.result.Result;
import io.tailwater.storage.tck.file.RecordingFiles;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at some change of some file, while a coordinator is stepped and writes its log anew again and again: every
 * change that was answered is there afterwards.
 */
class CoordinatorPowerLossTest {

    private static final CoordinatorsConfig OFTEN = new CoordinatorsConfig(3_000, 2);
    private static final int OFTEN_NAMES = 8;
    private static final int SELDOM_NAMES = 101;
    private static final int AT_ONCE = 16;

    private final Map<String, Long> answered = new ConcurrentHashMap<>();
    private int added;

    @TempDir
    Path directory;

    @Test
    void losesNothingThatWasAnswered() throws IOException {
        run(System.nanoTime(), 4);
    }

    @Test
    @Tag("thorough")
    void losesNothingThatWasAnsweredInManyLives() throws IOException {
        run(System.nanoTime(), 60);
    }

    private void run(long seed, int lives) throws IOException {
        Path left = PoweredLives.run(directory, seed, lives, this::live);
        try (RecordingFiles files = new RecordingFiles(left);
                TalliesBroker broker = new TalliesBroker(left, files, 1, OFTEN)) {
            broker.prepare();
            check(broker);
        }
    }

    private void live(Path root, RecordingFiles files, SplittableRandom random) throws IOException {
        try (TalliesBroker broker = new TalliesBroker(root, files, 1, OFTEN)) {
            broker.prepare();
            check(broker);
            files.losePowerAfter(1 + random.nextInt(300));
            while (!files.isPowerLost()) {
                if (random.nextInt(4) == 0) {
                    files.writeBack(random.split());
                }
                addSome(broker);
            }
        }
    }

    /** Several changes at once, each of which may come to be or not; waits until all are answered or refused. */
    private void addSome(TalliesBroker broker) {
        List<Future<?>> answers = new ArrayList<>();
        answers.add(add(broker, "seldom-" + added % SELDOM_NAMES));
        for (int i = 1; i < AT_ONCE; i++) {
            answers.add(add(broker, "often-" + added % OFTEN_NAMES));
        }
        TalliesBroker.await(Future.join(answers));
    }

    private Future<?> add(TalliesBroker broker, String name) {
        added++;
        return broker.<Long>ask(name, (state, reply, output) -> state.add(name, 20, reply, output))
                .onSuccess(result -> {
                    if (result instanceof Result.Ok<Long> ok) {
                        answered.merge(name, ok.value(), Math::max);
                    }
                });
    }

    private void check(TalliesBroker broker) {
        answered.forEach((name, sum) -> assertThat(broker.get(name)).as(name).isGreaterThanOrEqualTo(sum));
    }
}
