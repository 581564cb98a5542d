package io.tailwater.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach the broker's HTTP port, with the TLS and the login of Kafka clients. Filled by picocli. */
final class HttpOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String DEFAULT_PORT = "8080";
    private static final Pattern LOGIN = Pattern.compile("\\b(username|password)\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:TAILWATER_HTTP_ADDRESS:-}",
            description =
                    "The broker's HTTP address (default: $TAILWATER_HTTP_ADDRESS, or port 8080 of --bootstrap's host).")
    private String http = "";

    String address(ConnectionOptions connection) {
        if (!http.isEmpty()) {
            return http;
        }
        String first = connection.bootstrap().split(",", -1)[0].strip();
        return first.substring(0, Math.max(0, first.lastIndexOf(':'))) + ":" + DEFAULT_PORT;
    }

    /** The address of the WebSocket protocol. */
    URI stream(ConnectionOptions connection) {
        String address = address(connection);
        try {
            URI uri = URI.create((connection.encrypted() ? "wss://" : "ws://") + address + "/v1/stream");
            if (uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw ClientException.usage("'" + address + "' is no address: write HOST:PORT, such as 127.0.0.1:8080.");
    }

    HttpClient client(ConnectionOptions connection) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if (connection.encrypted()) {
            DefaultSslEngineFactory tls = new DefaultSslEngineFactory();
            tls.configure(new AdminClientConfig(connection.properties()).values());
            builder.sslContext(tls.sslContext());
        }
        return builder.build();
    }

    /** The header {@code Authorization} that says who this is; null when neither a token nor the properties do. */
    @Nullable
    String authorization(ConnectionOptions connection) {
        String token = connection.token(address(connection));
        if (token != null) {
            return "Bearer " + token;
        }
        String jaas = connection.property("sasl.jaas.config");
        if (jaas == null) {
            return null;
        }
        String user = null;
        String password = null;
        Matcher login = LOGIN.matcher(jaas);
        while (login.find()) {
            String value = login.group(2).replaceAll("\\\\(.)", "$1");
            if (login.group(1).equals("username")) {
                user = value;
            } else {
                password = value;
            }
        }
        return user == null || password == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
