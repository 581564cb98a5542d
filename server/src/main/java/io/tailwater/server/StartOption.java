package io.tailwater.server;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of {@code tailwater start}, in the order in which help lists them. */
enum StartOption {
    DATA("--data", "DIR", "The data directory (./data).", "storage.directory"),
    HOST(
            "--host",
            "ADDRESS",
            "The address to listen on (127.0.0.1); one that the network can reach needs"
                    + " authentication or --allow-unauthenticated-network.",
            "kafka.host",
            "http.host"),
    PORT("--port", "PORT", "The port of Kafka clients (9092); 0 for any free one.", "kafka.port"),
    HTTP_PORT("--http-port", "PORT", "The port of browsers and HTTP clients (8080); 0 for any free one.", "http.port"),
    STORAGE("--storage", "ENGINE", "The storage engine, mmap or chronicle (mmap).", "storage.engine"),
    PLUGINS("--plugins", "DIR", "A directory of jars with more storage engines.", "storage.plugins"),
    CONF("--conf", "FILE", "A configuration file in JSON."),
    ADVERTISED(
            "--advertised",
            "HOST:PORT",
            "What clients are told to connect to, where that is not the address they came by (behind NAT or port"
                    + " mapping).",
            "kafka.advertised"),
    TLS_CERTIFICATE(
            "--tls-certificate",
            "FILE",
            "Encrypt both ports with the certificate in this file, PEM, or PKCS#12 with its key.",
            "kafka.tls.certificate",
            "http.tls.certificate"),
    TLS_KEY("--tls-key", "FILE", "The certificate's private key, PEM.", "kafka.tls.key", "http.tls.key"),
    ALLOW_UNAUTHENTICATED_NETWORK(
            "--allow-unauthenticated-network",
            "",
            "Let anybody on the network read and write everything.",
            "allowUnauthenticatedNetwork"),
    DEMO(
            "--demo",
            "",
            "Also make a stream up, orders and page views of a shop, so that there is something to look at.");

    private final String option;
    private final String valueLabel;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that nobody can change.
    private final List<String> settings;

    StartOption(String option, String valueLabel, String description, String... settings) {
        this.option = option;
        this.valueLabel = valueLabel;
        this.description = description;
        this.settings = List.of(settings);
    }

    /** As it is written, such as {@code --data}. */
    String option() {
        return option;
    }

    /** What stands for the value in help; empty for an option without one. */
    String valueLabel() {
        return valueLabel;
    }

    String description() {
        return description;
    }

    /** The settings that it gives a value, by their paths in the configuration. */
    List<String> settings() {
        return settings;
    }

    boolean hasValue() {
        return !valueLabel.isEmpty();
    }

    /**
     * Reads options that are written as they should be, without the help of a library that takes a third of a second to load.
     *
     * @param arguments what follows {@code start}: {@code --name value}, {@code --name=value} or {@code --name}
     * @return the values, {@code true} for an option without one; null when anything needs to be explained
     */
    static @Nullable Map<StartOption, String> parse(List<String> arguments) {
        Map<StartOption, String> values = new EnumMap<>(StartOption.class);
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            StartOption option = find(equals < 0 ? argument : argument.substring(0, equals));
            if (option == null || values.containsKey(option) || (equals >= 0 && !option.hasValue())) {
                return null;
            }
            if (!option.hasValue()) {
                values.put(option, "true");
            } else if (equals >= 0) {
                values.put(option, argument.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-")) {
                values.put(option, arguments.get(++i));
            } else {
                return null;
            }
        }
        return values;
    }

    private static @Nullable StartOption find(String option) {
        for (StartOption candidate : values()) {
            if (candidate.option.equals(option)) {
                return candidate;
            }
        }
        return null;
    }
}
