package io.tailwater.core.config;

import java.util.Locale;

/** Checks of settings. */
final class Require {

    private Require() {}

    /** @throws InvalidConfigException with the formatted sentence, unless the condition holds */
    static void that(boolean condition, String sentence, Object... values) {
        if (!condition) {
            throw new InvalidConfigException(String.format(Locale.ROOT, sentence, values));
        }
    }
}
