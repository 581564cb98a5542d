package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.topic.Topic;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What consumers of the classic protocol tell one another through the broker: subscriptions and assignments, in Kafka's consumer
 * protocol (versions 0 to 3). Stateless.
 */
final class EmbeddedProtocol {

    private static final int HIGHEST_VERSION = 3;

    /**
     * A subscription.
     *
     * @param version in which it was said
     * @param topics names of topics
     * @param owned what the member has
     * @param rackId where it is, or null
     */
    record Subscription(
            int version,
            SortedSet<String> topics,
            Assignment owned,
            @Nullable String rackId) {}

    private EmbeddedProtocol() {}

    /** Reads what a member said first; null when it is no subscription. */
    static @Nullable Subscription subscription(List<JoinProtocol> protocols, KnownTopics topics) {
        return protocols.isEmpty() ? null : subscription(protocols.get(0).metadata(), topics);
    }

    static @Nullable Subscription subscription(OpaqueBytes bytes, KnownTopics topics) {
        try {
            FieldReader fields = new FieldReader(ByteBuffer.wrap(bytes.array()));
            int version = Math.min(fields.int16(), HIGHEST_VERSION);
            if (version < 0) {
                return null;
            }
            SortedSet<String> names = new TreeSet<>();
            for (int left = fields.count(); left > 0; left--) {
                names.add(fields.string());
            }
            fields.nullableBytes();
            Assignment owned = version >= 1 ? partitions(fields, topics) : Assignment.NONE;
            if (version >= 2) {
                fields.int32(); // the generation that it was in
            }
            return new Subscription(version, names, owned, version >= 3 ? fields.nullableString() : null);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return null;
        }
    }

    private static Assignment partitions(FieldReader fields, KnownTopics topics) {
        Assignment.Builder builder = new Assignment.Builder();
        for (int left = fields.count(); left > 0; left--) {
            Topic topic = topics.find(fields.string());
            int[] numbers = new int[fields.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = fields.int32();
            }
            if (topic != null) {
                builder.add(topic.id(), numbers);
            }
        }
        return builder.build();
    }

    /**
     * Reads an assignment; one of nothing when the bytes are empty.
     *
     * @return null when it is none, or has a part that only the members' own way to assign understands
     */
    static @Nullable Assignment assignment(OpaqueBytes bytes, KnownTopics topics) {
        if (bytes.size() == 0) {
            return Assignment.NONE;
        }
        try {
            FieldReader fields = new FieldReader(ByteBuffer.wrap(bytes.array()));
            if (fields.int16() < 0) {
                return null;
            }
            Assignment assignment = partitions(fields, topics);
            byte[] userData = fields.nullableBytes();
            return userData == null || userData.length == 0 ? assignment : null;
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return null;
        }
    }

    /** Writes an assignment, in the version of the member's own subscription. */
    static OpaqueBytes toBytes(ConsumerMember member, KnownTopics topics) {
        Map<String, int[]> byName = new TreeMap<>();
        for (UUID topicId : member.assigned().topics()) {
            Topic topic = topics.find(topicId);
            if (topic != null) {
                byName.put(topic.name(), member.assigned().partitions(topicId));
            }
        }
        Subscription said = subscription(member.protocols(), topics);
        FieldWriter fields =
                new FieldWriter(64).int16(said == null ? 0 : said.version()).int32(byName.size());
        byName.forEach((name, partitions) -> {
            fields.string(name).int32(partitions.length);
            for (int partition : partitions) {
                fields.int32(partition);
            }
        });
        ByteBuffer written = fields.int32(-1).toBuffer(); // no data of the way to assign
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return OpaqueBytes.of(bytes);
    }
}
