package io.tailwater.core.group.state;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Supplier;

/** Ids for members whose clients do not make them, in the form in which Kafka's clients do. */
final class MemberIds {

    private MemberIds() {}

    static String fresh(Supplier<UUID> chance) {
        UUID id = chance.get();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
