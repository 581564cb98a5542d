package io.tailwater.core.share;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Where a share group begins in a partition in which it has no place yet ({@code share.auto.offset.reset}). */
public sealed interface StartReset {

    /** With the first record there is. */
    record Earliest() implements StartReset {}

    /** With the next record there will be. */
    record Latest() implements StartReset {}

    /** With the first record that is no older. */
    record ByDuration(Duration age) implements StartReset {}

    /** How durations begin. */
    String BY_DURATION = "by_duration:";

    /** Reads a setting's value; null when it is none. */
    static @Nullable StartReset parse(String value) {
        if (value.equals("earliest")) {
            return new Earliest();
        }
        if (value.equals("latest")) {
            return new Latest();
        }
        if (!value.startsWith(BY_DURATION)) {
            return null;
        }
        try {
            Duration age = Duration.parse(value.substring(BY_DURATION.length()));
            return age.isNegative() ? null : new ByDuration(age);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
