package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.assign.Assignment;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Assignments in records: a value of their own (version 0), or a field of others. */
public final class AssignmentFields {

    private AssignmentFields() {}

    /** What is assigned to a member, as it is in the log. */
    public static ByteBuffer encode(Assignment assignment) {
        FieldWriter fields = new FieldWriter(64 + 4 * assignment.size()).int16(0);
        write(fields, assignment);
        return fields.noTags().toBuffer();
    }

    /** Reads what is assigned to a member from the buffer's position on. */
    public static Assignment decode(ByteBuffer value) {
        FieldReader fields = Versions.zero(value, "an assignment");
        Assignment assignment = read(fields);
        fields.tags((tag, field) -> {});
        return assignment;
    }

    static void write(FieldWriter fields, Assignment assignment) {
        fields.compactCount(assignment.topics().size());
        for (UUID topicId : assignment.topics()) {
            writeTopic(fields, topicId, assignment.partitions(topicId));
            fields.noTags();
        }
    }

    static void writeTopic(FieldWriter fields, UUID topicId, int[] partitions) {
        fields.uuid(topicId);
        writeNumbers(fields, partitions);
    }

    static void writeNumbers(FieldWriter fields, int[] numbers) {
        fields.compactCount(numbers.length);
        for (int number : numbers) {
            fields.int32(number);
        }
    }

    static Assignment read(FieldReader fields) {
        Assignment.Builder builder = new Assignment.Builder();
        for (int left = fields.compactCount(); left > 0; left--) {
            builder.add(fields.uuid(), readNumbers(fields));
            fields.tags((tag, field) -> {});
        }
        return builder.build();
    }

    static int[] readNumbers(FieldReader fields) {
        int[] numbers = new int[fields.compactCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = fields.int32();
        }
        return numbers;
    }
}
