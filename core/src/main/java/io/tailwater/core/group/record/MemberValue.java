package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.OpaqueBytes;
import org.jspecify.annotations.Nullable;

/**
 * A member of a generation.
 *
 * @param memberId given by the group
 * @param instanceId its own name that outlives its process, or null
 * @param clientId what it calls itself
 * @param clientHost where it comes from
 * @param rebalanceTimeoutMillis how long it may take to join again; its session time-out where that was not noted
 * @param sessionTimeoutMillis silent for so long, it is removed
 * @param subscription what it said for the way that was assigned
 * @param assignment what it was assigned
 */
public record MemberValue(
        String memberId,
        @Nullable String instanceId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMillis,
        int sessionTimeoutMillis,
        OpaqueBytes subscription,
        OpaqueBytes assignment) {

    void encode(FieldWriter fields) {
        fields.string(memberId)
                .nullableString(instanceId)
                .string(clientId)
                .string(clientHost)
                .int32(rebalanceTimeoutMillis)
                .int32(sessionTimeoutMillis)
                .bytes(subscription.array())
                .bytes(assignment.array());
    }

    static MemberValue decode(FieldReader fields, int version) {
        boolean flexible = version >= 4;
        String memberId = flexible ? fields.compactString() : fields.string();
        String instanceId = flexible ? fields.compactNullableString() : version >= 3 ? fields.nullableString() : null;
        String clientId = flexible ? fields.compactString() : fields.string();
        String clientHost = flexible ? fields.compactString() : fields.string();
        int rebalanceTimeoutMillis = version >= 1 ? fields.int32() : -1;
        int sessionTimeoutMillis = fields.int32();
        byte[] subscription = flexible ? fields.compactBytes() : fields.bytes();
        byte[] assignment = flexible ? fields.compactBytes() : fields.bytes();
        if (flexible) {
            fields.tags((tag, field) -> {});
        }
        return new MemberValue(
                memberId,
                instanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMillis < 0 ? sessionTimeoutMillis : rebalanceTimeoutMillis,
                sessionTimeoutMillis,
                OpaqueBytes.of(subscription),
                OpaqueBytes.of(assignment));
    }
}
