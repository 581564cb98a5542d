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
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts a broker, writes a record, reads it back, stops. It shows that the jar works on a machine, and it is what the class
 * archive for quick starts is recorded from ({@code ./tailwater}).
 */
@Command(
        name = "self-check",
        description = "Start a broker on a free port in a temporary directory, write and read a record, stop.",
        mixinStandardHelpOptions = true)
final class SelfCheckCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        ConsoleLog.install();
        Path directory = Files.createTempDirectory("tailwater-self-check");
        try {
            JsonObject settings = new JsonObject()
                    .put("kafka", new JsonObject().put("port", 0))
                    .put("storage", new JsonObject().put("directory", directory.toString()));
            try (Tailwater tailwater =
                            Tailwater.start(BrokerConfigReader.read(List.of(ConfigLayer.of("self-check", settings))));
                    RoundTrip roundTrip = new RoundTrip(tailwater.kafkaPort())) {
                roundTrip.run();
            }
        } finally {
            deleteAll(directory);
        }
        System.out.println("A record was written, flushed and read back: this broker works here.");
        return 0;
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
