package io.tailwater.storage.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every suite of JUnit tests has: an engine, a directory of its own for each test, and storages closed at its end. */
@Timeout(180)
public abstract class StorageSuite {

    private final List<EngineSession> sessions = new ArrayList<>();
    private Path root = Path.of("");

    /** The engine to prove; called often. */
    protected abstract StorageUnderTest storage();

    /** A directory that is there and empty when the test begins. */
    protected Path root() {
        return root;
    }

    @BeforeEach
    protected void prepare(@TempDir(factory = ScratchDirectories.class) Path directory) {
        root = directory;
    }

    @AfterEach
    protected void closeSessions() {
        sessions.forEach(EngineSession::close);
    }

    /** Opens the engine on the test's directory with real files and threads; closed after the test. */
    protected EngineSession open() {
        return closedLater(EngineSession.open(storage(), root));
    }

    /** Closes a session before its test ends, so that the directory can be opened again. */
    protected void closeNow(EngineSession session) {
        sessions.remove(session);
        session.close();
    }

    /** The storage closed and opened again, where that keeps anything; closed after the test. */
    protected EngineSession reopened(EngineSession session) {
        if (!storage().keepsFiles()) {
            return closedLater(session);
        }
        closeNow(session);
        return open();
    }

    protected EngineSession closedLater(EngineSession session) {
        sessions.add(session);
        return session;
    }

    /** Skips the test for engines that keep nothing. */
    protected void onlyIfFilesAreKept() {
        assumeTrue(storage().keepsFiles(), "this engine keeps nothing past its storage");
    }
}
