package io.tailwater.storage.tck;

import io.tailwater.storage.tck.file.FaultyFiles;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.file.Path;

/** A storage on a disk that can fail, its process killed and its files opened again by {@link #reopened}. Owned by one test. */
final class FaultyDisk {

    private final StorageUnderTest engine;
    private final Path root;
    private final RecordingFiles recording;
    private final FaultyFiles files;
    private final RandomizedExecutors executors;

    FaultyDisk(StorageUnderTest engine, Path root, long seed) throws IOException {
        this.engine = engine;
        this.root = root;
        this.recording = new RecordingFiles(root);
        this.files = new FaultyFiles(recording);
        this.executors = new RandomizedExecutors(seed);
    }

    EngineSession open() {
        return EngineSession.open(engine, root, files, executors);
    }

    Path root() {
        return root;
    }

    FaultyFiles files() {
        return files;
    }

    RecordingFiles recording() {
        return recording;
    }

    /** The machine loses power. */
    FaultyDisk reopened(Path next, long seed) throws IOException {
        executors.abandon();
        recording.losePower(next, seed);
        return new FaultyDisk(engine, next, seed);
    }

    /** The process dies, the machine does not. */
    FaultyDisk killed(Path next, long seed) throws IOException {
        executors.abandon();
        recording.crash(next);
        return new FaultyDisk(engine, next, seed);
    }

    void end() throws IOException {
        executors.abandon();
        recording.close();
    }
}
