package io.tailwater.bench;

import io.tailwater.bench.wire.BenchException;

/** What every command checks about options that picocli does not. */
final class Options {

    private Options() {}

    /** Refuses a value in one sentence that names the option and what it may be. */
    static void require(boolean good, String option, String mayBe) {
        if (!good) {
            throw new BenchException(option + " must be " + mayBe + ".");
        }
    }
}
