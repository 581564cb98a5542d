package io.tailwater.tcp.wire;

import java.util.UUID;
import org.apache.kafka.common.Uuid;

/** Topic ids as Kafka's classes and as Java's. */
public final class TopicIds {

    private TopicIds() {}

    public static UUID fromWire(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    public static Uuid toWire(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
