package io.tailwater.storage.tck;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An engine from its start to the death of its process or its machine, on files that know what is on disk. Whichever death it is,
 * no task of the engine's runs after it. Owned by one test.
 */
final class EngineLife implements AutoCloseable {

    private final StorageUnderTest engine;
    private final RecordingFiles files;
    private final RandomizedExecutors executors;

    /**
     * Takes a root that is there.
     *
     * @param seed of the order in which tasks run
     */
    EngineLife(StorageUnderTest engine, Path root, long seed) throws IOException {
        this.engine = engine;
        this.files = new RecordingFiles(root);
        this.executors = new RandomizedExecutors(seed);
    }

    RecordingFiles files() {
        return files;
    }

    RandomizedExecutors executors() {
        return executors;
    }

    EngineSession open() {
        return open(files);
    }

    /** The same, through files of a test's own that lie over {@link #files}. */
    EngineSession open(FileLayer over) {
        return EngineSession.open(engine, files.root(), over, executors);
    }

    /** The process dies, the machine does not. */
    void crash(Path left) throws IOException {
        executors.abandon();
        files.crash(left);
    }

    /**
     * The machine loses power.
     *
     * @param outcome a seed of what is left
     */
    void losePower(Path left, long outcome) throws IOException {
        executors.abandon();
        files.losePower(left, outcome);
    }

    /** Ends in some way; nobody asks what is left. */
    @Override
    public void close() throws IOException {
        executors.abandon();
        files.close();
    }
}
