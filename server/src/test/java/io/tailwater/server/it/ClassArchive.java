package io.tailwater.server.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of the fat jar already parsed, as the start script has them, recorded once for all processes of a build: a
 * broker is ready in a third of the time. Thread-safe; JVMs that run tests beside each other wait for the one that records.
 */
final class ClassArchive {

    private static final List<String> OPTIONS = recorded();

    private ClassArchive() {}

    /** Flags for a JVM that runs the fat jar. */
    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> recorded() {
        Path jar = BrokerProcess.jar();
        Path archive = jar.resolveSibling("tailwater.jsa");
        Path lock = jar.resolveSibling("tailwater.jsa.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!Files.exists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                record(archive);
            }
            if (!Files.exists(archive)) {
                return List.of(); // a JVM that cannot: the script goes on without, too
            }
            List<String> options = new ArrayList<>(StartScript.archiveOptions());
            options.add("-XX:SharedArchiveFile=" + archive);
            return List.copyOf(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void record(Path archive) throws IOException {
        Files.deleteIfExists(archive);
        List<String> command = StartScript.commandOf(BrokerProcess.jar(), "self-check");
        command.addAll(1, List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive));
        try {
            new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while the class archive was recorded", e);
        }
    }
}
