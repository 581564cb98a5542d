package io.tailwater.storage.tck;

import java.util.stream.LongStream;

/**
 * Runs a trial for many seeds and names the one that fails. {@code -Dtailwater.tck.seed=<seed>} runs that one only.
 * Stateless.
 */
final class Seeds {

    private static final String PROPERTY = "tailwater.tck.seed";

    private Seeds() {}

    /** A trial that does the same for the same seed, as far as its threads let it. */
    @FunctionalInterface
    interface Trial {
        void run(long seed) throws Exception;
    }

    /** The same seeds each time, so that what was green stays green until something changes. */
    static void each(int count, Trial trial) {
        run(LongStream.range(0, count), trial);
    }

    /** Other seeds each time, to go on looking. */
    static void fresh(int count, Trial trial) {
        long first = System.nanoTime() & Long.MAX_VALUE;
        run(LongStream.range(first, first + count), trial);
    }

    private static void run(LongStream seeds, Trial trial) {
        String chosen = System.getProperty(PROPERTY);
        LongStream toRun = chosen == null ? seeds : LongStream.of(Long.parseLong(chosen));
        toRun.forEach(seed -> {
            try {
                trial.run(seed);
            } catch (Exception | Error e) {
                throw new AssertionError("seed " + seed + " (again: -D" + PROPERTY + "=" + seed + "): " + e, e);
            }
        });
    }
}
