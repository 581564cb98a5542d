package io.tailwater.storage.tck.file;

import java.io.IOException;
import java.nio.file.Path;

/** What a name stands for, whichever name that is. Guarded by its {@link RecordingFiles}. */
sealed interface Node permits RecordedFile, RecordedDirectory {

    /** Writes a copy of what survived. */
    void writeTo(Path target, Survival survival) throws IOException;
}
