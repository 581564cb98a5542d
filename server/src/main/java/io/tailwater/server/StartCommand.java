package io.tailwater.server;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.server.StartFailedException.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a broker until it is told to stop. */
@Command(
        name = "start",
        description = "Run a broker in the foreground until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Options win over the environment (TAILWATER_KAFKA__PORT=9093), that over the file, that over defaults."
        })
final class StartCommand implements Runnable {

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory (./data).")
    private @Nullable String data;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen on (127.0.0.1); one that the network can reach needs"
                    + " --allow-unauthenticated-network.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port of Kafka clients (9092); 0 for any free one.")
    private @Nullable Integer port;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "The port of browsers (8080): accepted and checked; this version has no HTTP listener yet.")
    private @Nullable Integer httpPort;

    @Option(names = "--storage", paramLabel = "ENGINE", description = "The storage engine (mmap).")
    private @Nullable String storage;

    @Option(names = "--conf", paramLabel = "FILE", description = "A configuration file in JSON.")
    private @Nullable Path conf;

    @Option(
            names = "--advertised",
            paramLabel = "HOST:PORT",
            description = "What clients are told to connect to, where that is not the address they came by"
                    + " (behind NAT or port mapping).")
    private @Nullable String advertised;

    @Option(
            names = "--allow-unauthenticated-network",
            description = "Let anybody on the network read and write everything.")
    private boolean allowUnauthenticatedNetwork;

    @Override
    public void run() {
        ConsoleLog.install();
        BrokerConfig config = readConfig();
        new ForegroundBroker(config).run();
    }

    private BrokerConfig readConfig() {
        try {
            List<ConfigLayer> layers = new ArrayList<>();
            layers.add(ConfigLayer.of("the command line", options()));
            layers.add(ConfigLayer.ofEnvironment(System.getenv()));
            if (conf != null) {
                layers.add(readFile(conf));
            }
            return BrokerConfigReader.read(layers);
        } catch (InvalidConfigException e) {
            throw new StartFailedException(Reason.CONFIGURATION, e.getMessage(), e);
        }
    }

    /** The options that were given, by the names they have in the configuration. */
    private JsonObject options() {
        JsonObject kafka = new JsonObject().put("host", host).put("port", port).put("advertised", advertised);
        JsonObject http = new JsonObject().put("host", host).put("port", httpPort);
        JsonObject kept = new JsonObject().put("directory", data).put("engine", storage);
        return new JsonObject()
                .put("kafka", kafka)
                .put("http", http)
                .put("storage", kept)
                .put("allowUnauthenticatedNetwork", allowUnauthenticatedNetwork ? Boolean.TRUE : null);
    }

    private static ConfigLayer readFile(Path file) {
        try {
            return ConfigLayer.of(file.toString(), new JsonObject(Buffer.buffer(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            throw new InvalidConfigException("The configuration file " + file + " does not exist.");
        } catch (IOException e) {
            throw new InvalidConfigException("The configuration file " + file + " cannot be read: " + e.getMessage());
        } catch (DecodeException | ClassCastException e) {
            throw new InvalidConfigException("The configuration file " + file + " is not a JSON object: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ".");
        }
    }
}
