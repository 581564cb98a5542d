package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group, as it described itself.
 *
 * @param instanceId its own name that outlives its process, or null
 * @param rackId where it is, or null
 * @param clientId what it calls itself
 * @param clientHost where it comes from
 * @param topics the names of topics it subscribes to, in ascending order
 * @param expression the regular expression it subscribes with; empty or null for none
 * @param rebalanceTimeoutMillis how long it may take to give partitions up
 * @param assignor the way to assign that it wants, or null
 * @param classic what it said when it joined as a member of a classic group does; null when it did not
 */
public record ConsumerMemberValue(
        @Nullable String instanceId,
        @Nullable String rackId,
        String clientId,
        String clientHost,
        SortedSet<String> topics,
        @Nullable String expression,
        int rebalanceTimeoutMillis,
        @Nullable String assignor,
        @Nullable ClassicPart classic) {

    private static final int CLASSIC_TAG = 0;
    private static final int PRESENT = 1;

    public ConsumerMemberValue {
        topics = new TreeSet<>(topics);
    }

    /**
     * What a member has that speaks the classic protocol.
     *
     * @param sessionTimeoutMillis silent for so long, it is removed
     * @param protocols the ways to assign it supports
     */
    public record ClassicPart(int sessionTimeoutMillis, List<JoinProtocol> protocols) {

        public ClassicPart {
            protocols = List.copyOf(protocols);
        }

        private FieldWriter fields() {
            FieldWriter fields = new FieldWriter(256)
                    .int8(PRESENT)
                    .int32(sessionTimeoutMillis)
                    .compactCount(protocols.size());
            for (JoinProtocol protocol : protocols) {
                fields.compactString(protocol.name())
                        .compactBytes(protocol.metadata().array())
                        .noTags();
            }
            return fields.noTags();
        }

        private static @Nullable ClassicPart read(FieldReader fields) {
            if (fields.int8() != PRESENT) {
                return null;
            }
            int sessionTimeoutMillis = fields.int32();
            List<JoinProtocol> protocols = new ArrayList<>();
            for (int left = fields.compactCount(); left > 0; left--) {
                protocols.add(new JoinProtocol(fields.compactString(), OpaqueBytes.of(fields.compactBytes())));
                fields.tags((tag, field) -> {});
            }
            fields.tags((tag, field) -> {});
            return new ClassicPart(sessionTimeoutMillis, protocols);
        }
    }

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(256)
                .int16(0)
                .compactNullableString(instanceId)
                .compactNullableString(rackId)
                .compactString(clientId)
                .compactString(clientHost)
                .compactCount(topics.size());
        topics.forEach(fields::compactString);
        fields.compactNullableString(expression).int32(rebalanceTimeoutMillis).compactNullableString(assignor);
        return (classic == null ? fields.noTags() : fields.onlyTag(CLASSIC_TAG, classic.fields())).toBuffer();
    }

    /** Reads it from the buffer's position on. */
    public static ConsumerMemberValue decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "a member");
        String instanceId = fields.compactNullableString();
        String rackId = fields.compactNullableString();
        String clientId = fields.compactString();
        String clientHost = fields.compactString();
        SortedSet<String> topics = new TreeSet<>();
        for (int left = fields.compactCount(); left > 0; left--) {
            topics.add(fields.compactString());
        }
        String expression = fields.compactNullableString();
        int rebalanceTimeoutMillis = fields.int32();
        String assignor = fields.compactNullableString();
        @Nullable ClassicPart[] classic = {null};
        fields.tags((tag, field) -> classic[0] = tag == CLASSIC_TAG ? ClassicPart.read(field) : classic[0]);
        return new ConsumerMemberValue(
                instanceId,
                rackId,
                clientId,
                clientHost,
                topics,
                expression,
                rebalanceTimeoutMillis,
                assignor,
                classic[0]);
    }
}
