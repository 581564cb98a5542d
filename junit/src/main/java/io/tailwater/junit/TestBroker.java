package io.tailwater.junit;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.server.Tailwater;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A broker and its directory, which goes with it. Not thread-safe. */
final class TestBroker implements AutoCloseable {

    private final Path directory;
    private BrokerConfig config;
    private Tailwater tailwater;

    private TestBroker(Path directory, BrokerConfig config, Tailwater tailwater) {
        this.directory = directory;
        this.config = config;
        this.tailwater = tailwater;
    }

    static TestBroker start(UnaryOperator<BrokerConfig> change) {
        try {
            Path directory = Files.createTempDirectory("tailwater-junit-");
            try {
                BrokerConfig config = change.apply(BrokerConfig.DEFAULTS
                        .withDataDirectory(directory.resolve("data"))
                        .withFreePorts());
                return new TestBroker(directory, config, Tailwater.start(config));
            } catch (RuntimeException e) {
                delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The broker has no directory: " + e.getMessage(), e);
        }
    }

    Tailwater tailwater() {
        return tailwater;
    }

    void restart() {
        config = config.withKafkaPort(tailwater.kafkaPort());
        if (config.http().enabled()) {
            config = config.withHttpPort(tailwater.httpPort());
        }
        tailwater.close();
        tailwater = Tailwater.start(config);
    }

    @Override
    public void close() {
        try {
            tailwater.close();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The broker's directory " + directory + " stays: " + e.getMessage(), e);
        }
    }
}
