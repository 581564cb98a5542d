package io.tailwater.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker, and how to connect to it. Filled by picocli. */
final class ConnectionOptions {

    private static final String LOOPBACK = "\\s*(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?\\s*";

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:TAILWATER_BOOTSTRAP:-127.0.0.1:9092}",
            description = "The broker's address for Kafka clients (default: $TAILWATER_BOOTSTRAP, or 127.0.0.1:9092).")
    private String bootstrap = "127.0.0.1:9092";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:TAILWATER_CLIENT_CONFIG:-}",
            description = "Properties of Kafka clients, for brokers that want TLS or a login: security.protocol,"
                    + " sasl.jaas.config, ssl.truststore.location and the like (default: $TAILWATER_CLIENT_CONFIG).")
    private String file = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:TAILWATER_TOKEN_FILE:-}",
            description = "A file with a bearer token to log in with, read again when another is needed"
                    + " (default: $TAILWATER_TOKEN_FILE). It goes out encrypted, or to this machine.")
    private String tokenFile = "";

    String bootstrap() {
        return bootstrap;
    }

    /**
     * What the file says, and the address.
     *
     * @throws ClientException when there is no such file
     */
    Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        Properties read = read();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        properties.put("bootstrap.servers", bootstrap);
        properties.putIfAbsent("client.id", "tailwater-cli");
        if (!tokenFile.isEmpty()) {
            requireHidden(bootstrap);
            properties.putAll(TokenFileLogin.properties(tokenFile, encrypted()));
        }
        properties.put("enable.metrics.push", "false"); // its classes are not in the jar
        return properties;
    }

    /** Whether the broker is spoken to by TLS. */
    boolean encrypted() {
        String protocol = property("security.protocol");
        return protocol != null && protocol.endsWith("SSL");
    }

    /**
     * The token to log in with; null when there is to be none.
     *
     * @param address where it is sent
     * @throws ClientException when there is none in the file, or everybody on the way could read it
     */
    @Nullable
    String token(String address) {
        if (tokenFile.isEmpty()) {
            return null;
        }
        requireHidden(address);
        return new TokenFile(tokenFile).token();
    }

    private void requireHidden(String addresses) {
        boolean wanted = property("security.protocol") != null;
        if (!wanted && !addresses.matches(LOOPBACK + "(," + LOOPBACK + ")*")) {
            throw ClientException.usage("The token of --token-file would go to " + addresses
                    + " as it is: name a file with security.protocol=SSL with --config.");
        }
    }

    /** A property of the file; null when it has none such. */
    @Nullable
    String property(String name) {
        return read().getProperty(name);
    }

    private Properties read() {
        Properties properties = new Properties();
        if (file.isEmpty()) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (NoSuchFileException e) {
            throw ClientException.usage("The file of --config, " + file + ", does not exist.");
        } catch (IOException | IllegalArgumentException e) {
            throw ClientException.usage(
                    "The file of --config, " + file + ", cannot be read as properties: " + e.getMessage() + ".");
        }
    }
}
