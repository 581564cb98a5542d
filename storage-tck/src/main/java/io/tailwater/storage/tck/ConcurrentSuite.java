package io.tailwater.storage.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Runs work on several real threads at once, for suites. */
abstract class ConcurrentSuite extends StorageSuite {

    /** Somebody's work beside the writer's, until it says that it has seen or done enough. */
    @FunctionalInterface
    interface Step {

        boolean again(SplittableRandom random) throws Exception;
    }

    /** Runs the writer here and the others on threads of their own, and fails with what fails first. */
    final void together(long seed, List<Step> others, Runnable writer) {
        AtomicBoolean stopped = new AtomicBoolean();
        List<CompletableFuture<Boolean>> running = new ArrayList<>();
        for (Step step : others) {
            CompletableFuture<Boolean> result = new CompletableFuture<>();
            SplittableRandom random = new SplittableRandom(seed + running.size());
            Thread thread = new Thread(
                    () -> Stages.complete(result, () -> {
                        boolean again = true;
                        while (again && !stopped.get()) {
                            again = step.again(random);
                        }
                        return true;
                    }),
                    "storage-tck-step-" + running.size());
            thread.setDaemon(true);
            thread.start();
            running.add(result);
        }
        try {
            writer.run();
            running.forEach(Stages::resultOf);
        } finally {
            stopped.set(true);
            running.forEach(result -> result.handle((done, failure) -> done).join());
        }
    }

    static <T> List<T> times(int count, Supplier<T> maker) {
        List<T> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(maker.get());
        }
        return made;
    }
}
