package io.tailwater.server.it;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.storage.tck.file.RecordingFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A broker in this process whose machine loses power at some change of some file: of what was not forced, any part is left on
 * its disk, see {@link RecordingFiles}. Sometimes that happens while it starts, too. Owned by one thread.
 */
final class PowerlessBroker implements CrashVictim {

    private static final int CHANGES = 1_500;
    private static final int CHANGES_OF_A_START = 60;
    private static final int MOST_MILLIS_BETWEEN_WRITE_BACKS = 40;

    private final Path directory;
    private final String engine;
    private final int port = FreePort.belowEphemeral();
    private final SplittableRandom random;
    private int lives;
    private RecordingFiles files;
    private InProcessBroker broker;

    PowerlessBroker(Path directory, String engine, SplittableRandom random) throws IOException {
        this.directory = directory;
        this.engine = engine;
        this.random = random;
        files = new RecordingFiles(Files.createDirectory(root()));
    }

    private Path root() {
        return directory.resolve("life-" + lives);
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() throws Exception {
        while (lives > 0 && random.nextInt(3) == 0) {
            files.losePowerAfter(1 + random.nextInt(CHANGES_OF_A_START));
            try {
                begin();
                broker.abandon();
            } catch (Exception itLostPower) {
                if (!files.isPowerLost()) {
                    throw itLostPower;
                }
            }
            endLife();
        }
        begin();
    }

    private void begin() throws Exception {
        JsonObject settings = new JsonObject()
                .put("kafka", new JsonObject().put("port", port))
                .put("topics", new JsonObject().put("autoCreate", false))
                .put(
                        "storage",
                        new JsonObject()
                                .put("engine", engine)
                                .put("directory", root().toString())
                                .put("checkpointIntervalMillis", 1_000));
        broker = new InProcessBroker(
                settings, new BrokerEnvironment(files, InstantSource.system(), UUID::randomUUID, BrokerMetrics.NONE));
    }

    @Override
    public void crash() throws Exception {
        files.losePowerAfter(1 + random.nextInt(CHANGES));
        while (!files.awaitPowerLoss(1 + random.nextInt(MOST_MILLIS_BETWEEN_WRITE_BACKS))) {
            files.writeBack(random.split());
        }
        broker.abandon();
        endLife();
    }

    private void endLife() throws IOException {
        Path before = root();
        lives++;
        files.losePower(root(), random.nextLong());
        files = new RecordingFiles(root());
        delete(before);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(directory)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public String output() {
        return "(in this process)";
    }

    @Override
    public void close() throws Exception {
        if (broker != null) {
            broker.abandon();
        }
        files.close();
    }
}
