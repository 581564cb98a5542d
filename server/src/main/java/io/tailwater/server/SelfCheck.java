package io.tailwater.server;

import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a broker, writes a record, reads it back, stops. It shows that the jar works on a machine, and it is what the class
 * archive for quick starts is recorded from ({@code ./tailwater}). Stateless.
 */
final class SelfCheck {

    private SelfCheck() {}

    static void run() {
        ConsoleLog.install();
        try {
            Path directory = Files.createTempDirectory("tailwater-self-check");
            try {
                check(directory);
            } finally {
                deleteAll(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println("A record was written, flushed and read back: this broker works here.");
    }

    private static void check(Path directory) throws IOException {
        JsonObject settings = new JsonObject()
                .put("kafka", new JsonObject().put("port", 0))
                .put("http", new JsonObject().put("port", 0))
                .put("storage", new JsonObject().put("directory", directory.toString()));
        try (Tailwater tailwater =
                        Tailwater.start(BrokerConfigReader.read(List.of(ConfigLayer.of("self-check", settings))));
                RoundTrip roundTrip = new RoundTrip(tailwater.kafkaPort())) {
            roundTrip.run();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(directory)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
