package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generation of a classic group, whole: everybody in it with their assignments, or nobody.
 *
 * @param protocolType what kind of group it is; empty when it never had members
 * @param generationId rises with each generation
 * @param protocolName the way that was assigned, or null when it has no members
 * @param leaderId the member that assigned, or null when it has no members
 * @param stateMillis since when it is so, since 1970; -1 where that was not noted
 * @param members everybody
 */
public record GroupValue(
        String protocolType,
        int generationId,
        @Nullable String protocolName,
        @Nullable String leaderId,
        long stateMillis,
        List<MemberValue> members) {

    private static final int WRITTEN_VERSION = 3;

    public GroupValue {
        members = List.copyOf(members);
    }

    /** As it is in the log. */
    public ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(64 + 256 * members.size())
                .int16(WRITTEN_VERSION)
                .string(protocolType)
                .int32(generationId)
                .nullableString(protocolName)
                .nullableString(leaderId)
                .int64(stateMillis)
                .int32(members.size());
        for (MemberValue member : members) {
            member.encode(fields);
        }
        return fields.toBuffer();
    }

    /** Reads any version from the buffer's position on. */
    public static GroupValue decode(ByteBuffer value) {
        FieldReader fields = new FieldReader(value);
        int version = fields.int16();
        if (version < 0 || version > 4) {
            throw new IllegalArgumentException("version " + version + " of a group is not known");
        }
        boolean flexible = version >= 4;
        String protocolType = flexible ? fields.compactString() : fields.string();
        int generationId = fields.int32();
        String protocolName = flexible ? fields.compactNullableString() : fields.nullableString();
        String leaderId = flexible ? fields.compactNullableString() : fields.nullableString();
        long stateMillis = version >= 2 ? fields.int64() : -1;
        int count = flexible ? fields.compactCount() : fields.count();
        List<MemberValue> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(MemberValue.decode(fields, version));
        }
        return new GroupValue(protocolType, generationId, protocolName, leaderId, stateMillis, members);
    }
}
