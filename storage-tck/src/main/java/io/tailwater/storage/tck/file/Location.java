package io.tailwater.storage.tck.file;

import org.jspecify.annotations.Nullable;

/** A name in a directory, whether or not something has it. */
record Location(RecordedDirectory directory, String name) {

    /** What has the name now. */
    @Nullable
    Node node() {
        return directory.child(name);
    }
}
