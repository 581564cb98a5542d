package io.tailwater.storage.tck;

import io.tailwater.storage.tck.file.FaultyFiles;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A storage on a disk that can fail, its process killed and its files opened again by {@link #reopened}. Owned by one test. */
final class FaultyDisk {

    private final StorageUnderTest engine;
    private final EngineLife life;
    private final FaultyFiles files;

    FaultyDisk(StorageUnderTest engine, Path root, long seed) throws IOException {
        this.engine = engine;
        this.life = new EngineLife(engine, root, seed);
        this.files = new FaultyFiles(life.files());
    }

    EngineSession open() {
        return life.open(files);
    }

    Path root() {
        return life.files().root();
    }

    FaultyFiles files() {
        return files;
    }

    RecordingFiles recording() {
        return life.files();
    }

    /** The machine loses power. */
    FaultyDisk reopened(Path next, long seed) throws IOException {
        life.losePower(next, seed);
        return new FaultyDisk(engine, next, seed);
    }

    /** The process dies, the machine does not. */
    FaultyDisk killed(Path next, long seed) throws IOException {
        life.crash(next);
        return new FaultyDisk(engine, next, seed);
    }

    /** Opens the storage, checks that its log gives just these batches, and ends. */
    void assertHolds(List<ByteBuffer> batches) throws IOException {
        EngineSession session = open();
        session.assertHolds(session.openLog(), batches);
        end();
    }

    void end() throws IOException {
        life.close();
    }
}
