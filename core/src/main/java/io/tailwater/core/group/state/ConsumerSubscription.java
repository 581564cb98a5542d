package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.group.OpaqueBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from what consumers say when they join which topics they subscribe to. */
final class ConsumerSubscription {

    /** The protocol type of consumers. */
    static final String PROTOCOL_TYPE = "consumer";

    private ConsumerSubscription() {}

    /** What all of them together subscribe to; null when one cannot tell. */
    static @Nullable Set<String> topicsOf(Collection<ClassicMember> members, @Nullable String protocolName) {
        Set<String> topics = new HashSet<>();
        for (ClassicMember member : members) {
            if (!addTopics(member.metadata(protocolName), topics)) {
                return null;
            }
        }
        return topics;
    }

    /**
     * Adds the topics of a subscription. All versions begin alike: the version, then the topics' names.
     *
     * @return false when it is none, as far as one can see
     */
    private static boolean addTopics(OpaqueBytes subscription, Set<String> topics) {
        try {
            FieldReader fields = new FieldReader(ByteBuffer.wrap(subscription.array()));
            if (fields.int16() < 0) {
                return false;
            }
            for (int left = fields.count(); left > 0; left--) {
                topics.add(fields.string());
            }
            return true;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return false;
        }
    }
}
