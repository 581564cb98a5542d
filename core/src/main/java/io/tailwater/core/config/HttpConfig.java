package io.tailwater.core.config;

import java.util.List;

/**
 * The port for browsers and HTTP clients.
 *
 * @param enabled whether anything listens there
 * @param listener where, and how clients say who they are
 * @param allowedHosts names that may stand in a request's {@code Host} beside those of this machine itself; without ports
 * @param allowedOrigins origins of pages that may use it although they are served from elsewhere, such as
 *     {@code http://localhost:3000}
 * @param maxConnections connections at once
 * @param maxConnectionsPerAddress connections at once from one address
 * @param maxTails readers of server-sent events at once, on all event loops
 * @param bodyBytes of request bodies and of what becomes of them, held in memory at once, on all event loops; at most a quarter of
 *     the heap
 * @param sessions of browsers whose users have logged in
 * @param webSocket of WebSocket connections
 */
public record HttpConfig(
        boolean enabled,
        ListenerConfig listener,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxTails,
        int bodyBytes,
        BrowserSessionsConfig sessions,
        WebSocketConfig webSocket) {

    /** A body of JSON may have so many bytes, and nothing must refuse it for ever. */
    private static final int LEAST_BODY_BYTES = 8 << 20;

    public static final HttpConfig DEFAULTS = new HttpConfig(
            true,
            ListenerConfig.HTTP,
            List.of(),
            List.of(),
            10_000,
            2_000,
            5_000,
            32 << 20,
            BrowserSessionsConfig.DEFAULTS,
            WebSocketConfig.DEFAULTS);

    public HttpConfig {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            Require.that(
                    origin.matches("[a-zA-Z][a-zA-Z0-9+.-]*://[^/]+"),
                    "http.allowedOrigins must have origins like http://localhost:3000, not '%s'",
                    origin);
        }
        for (String name : allowedHosts) {
            Require.that(
                    name.matches("[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+]"),
                    "http.allowedHosts must have names without ports, like broker.example.org, not '%s'",
                    name);
        }
        Require.that(maxConnections >= 1, "http.maxConnections must be at least 1, not %d", maxConnections);
        Require.that(
                maxConnectionsPerAddress >= 1,
                "http.maxConnectionsPerAddress must be at least 1, not %d",
                maxConnectionsPerAddress);
        Require.that(maxTails >= 0, "http.maxTails must be at least 0, not %d", maxTails);
        Require.that(
                bodyBytes >= LEAST_BODY_BYTES,
                "http.bodyBytes must be at least %d, the largest body of JSON, not %d",
                LEAST_BODY_BYTES,
                bodyBytes);
    }

    /** The address to bind. */
    public String host() {
        return listener.host();
    }

    /** 0 for any free port. */
    public int port() {
        return listener.port();
    }

    /** The same on another port; 0 for any free one. */
    public HttpConfig withPort(int otherPort) {
        return withListener(listener.withPort(otherPort));
    }

    /** The same elsewhere, or for others. */
    public HttpConfig withListener(ListenerConfig other) {
        return new HttpConfig(
                enabled,
                other,
                allowedHosts,
                allowedOrigins,
                maxConnections,
                maxConnectionsPerAddress,
                maxTails,
                bodyBytes,
                sessions,
                webSocket);
    }
}
