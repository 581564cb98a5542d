package io.tailwater.tcp.api;

import io.tailwater.core.partition.OffsetSpec;
import org.jspecify.annotations.Nullable;

/** What ListOffsets can be asked, by the number that stands in the place of a timestamp. */
enum OffsetQuestion {
    AT_OR_AFTER(0, 1),
    LATEST(-1, 1),
    EARLIEST(-2, 1),
    LARGEST_TIMESTAMP(-3, 7),
    EARLIEST_LOCAL(-4, 8),
    LATEST_TIERED(-5, 9),
    EARLIEST_PENDING_UPLOAD(-6, 11);

    private final int number;
    private final int firstVersion;

    OffsetQuestion(int number, int firstVersion) {
        this.number = number;
        this.firstVersion = firstVersion;
    }

    /** The question of a request; null when its version does not have that one. */
    static @Nullable OffsetQuestion of(long timestamp, short version) {
        for (OffsetQuestion question : values()) {
            if (question.number == Math.min(timestamp, 0)) {
                return version >= question.firstVersion ? question : null;
            }
        }
        return null;
    }

    /** Whether it is about storage that does not exist here, so that there is none. */
    boolean isAboutRemoteStorage() {
        return this == LATEST_TIERED || this == EARLIEST_PENDING_UPLOAD;
    }

    /** What to ask core; about remote storage anything that finds out whether the partition is there. */
    OffsetSpec spec(long timestamp, boolean readCommitted) {
        return switch (this) {
            case AT_OR_AFTER -> new OffsetSpec.AtOrAfter(timestamp, readCommitted);
            case LATEST -> new OffsetSpec.Latest(readCommitted);
            case LARGEST_TIMESTAMP -> new OffsetSpec.LargestTimestamp(readCommitted);
            case EARLIEST, EARLIEST_LOCAL, LATEST_TIERED, EARLIEST_PENDING_UPLOAD -> new OffsetSpec.Earliest();
        };
    }
}
