package io.tailwater.core.group.record;

import io.tailwater.core.coordinator.FieldReader;
import java.nio.ByteBuffer;

/** The versions of values that have only had one. */
final class Versions {

    private Versions() {}

    /** What follows the version, which has to be 0. */
    static FieldReader zero(ByteBuffer value, String what) {
        FieldReader fields = new FieldReader(value);
        int version = fields.int16();
        if (version != 0) {
            throw new IllegalArgumentException("version " + version + " of " + what + " is not known");
        }
        return fields;
    }
}
