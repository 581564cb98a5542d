package io.tailwater.core.topic;

import java.util.UUID;
import java.util.function.Supplier;

/** Random topic ids that Kafka's clients and tools can take. As thread-safe as its source. */
final class TopicIds implements Supplier<UUID> {

    /** Kafka writes ids in base64url; one that begins with {@code -} looks like an option on its command lines. */
    private static final long DASH = 62;

    private final Supplier<UUID> source;

    TopicIds(Supplier<UUID> source) {
        this.source = source;
    }

    @Override
    public UUID get() {
        UUID id = source.get();
        while (reserved(id)) {
            id = source.get();
        }
        return id;
    }

    /** Kafka means "none" by 0 and its own metadata topic by 1. */
    private static boolean reserved(UUID id) {
        boolean tiny = id.getMostSignificantBits() == 0 && (id.getLeastSignificantBits() >>> 1) == 0;
        return tiny || id.getMostSignificantBits() >>> 58 == DASH;
    }
}
