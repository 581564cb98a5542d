package io.tailwater.server;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.server.StartFailedException.Reason;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a broker until a signal ends the process. Stateless. */
final class StartCommand {

    private StartCommand() {}

    /**
     * Returns when clients can connect.
     *
     * @throws StartFailedException when the broker cannot be started
     */
    static void run(Map<StartOption, String> options, Map<String, String> environment) {
        ConsoleLog.install();
        BrokerConfig config = readConfig(options, environment);
        ConsoleLog.install(config.log());
        // Up to TLS 1.2 a client could have keys agreed on again and again, which costs it little.
        System.getProperties().putIfAbsent("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        new ForegroundBroker(config, () -> readConfig(options, environment), options.containsKey(StartOption.DEMO))
                .run();
    }

    private static BrokerConfig readConfig(Map<StartOption, String> options, Map<String, String> environment) {
        try {
            return BrokerConfigReader.read(layers(options, environment));
        } catch (InvalidConfigException e) {
            throw new StartFailedException(Reason.CONFIGURATION, e.getMessage(), e);
        }
    }

    /**
     * Where settings come from, the strongest first.
     *
     * @throws InvalidConfigException when the configuration file is none
     */
    static List<ConfigLayer> layers(Map<StartOption, String> options, Map<String, String> environment) {
        List<ConfigLayer> layers = new ArrayList<>();
        layers.add(ConfigLayer.of("the command line", settings(options)));
        layers.add(ConfigLayer.ofEnvironment(environment));
        String file = options.get(StartOption.CONF);
        if (file != null) {
            layers.add(readFile(Path.of(file)));
        }
        return layers;
    }

    /** The options by the names they have in the configuration. */
    private static JsonObject settings(Map<StartOption, String> options) {
        JsonObject tree = new JsonObject();
        options.forEach((option, value) -> {
            for (String path : option.settings()) {
                List<String> names = List.of(path.split("\\.", -1));
                JsonObject section = tree;
                for (String name : names.subList(0, names.size() - 1)) {
                    JsonObject inner = section.getJsonObject(name, new JsonObject());
                    section.put(name, inner);
                    section = inner;
                }
                section.put(names.get(names.size() - 1), value);
            }
        });
        return tree;
    }

    private static ConfigLayer readFile(Path file) {
        try {
            return ConfigLayer.of(
                    file.toString(), new JsonObject(CommentedJson.withoutComments(Files.readString(file))));
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
