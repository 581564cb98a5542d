package io.tailwater.core.config;

/**
 * Bounds of WebSocket connections.
 *
 * @param compression whether permessage-deflate is offered; it costs 5 to 20 times the CPU of a frame that all clients share
 * @param maxMessageBytes the largest message a client may send; a larger one ends its connection
 * @param maxSubscriptions subscriptions of one connection
 * @param maxFilterBytes bytes of the names, texts and paths of one filter
 * @param frameBytes a message of records is ended when it is so long; one record may be longer
 * @param bufferBytes for frames of all connections together; what came of messages that are not whole may take a quarter as
 *     much on each event loop
 * @param heartbeatMillis silence after which a client is asked whether it is there, and how long it has to answer
 * @param stalledMillis how long a client for which bytes wait may take none of them
 * @param loginMillis how long a client may take to say who it is, where it has to
 */
public record WebSocketConfig(
        boolean compression,
        int maxMessageBytes,
        int maxSubscriptions,
        int maxFilterBytes,
        int frameBytes,
        int bufferBytes,
        long heartbeatMillis,
        long stalledMillis,
        long loginMillis) {

    public static final WebSocketConfig DEFAULTS =
            new WebSocketConfig(false, 2 << 20, 64, 1024, 64 << 10, 16 << 20, 30_000, 15 * 60 * 1000L, 10_000);

    public WebSocketConfig {
        atLeast(1024, maxMessageBytes, "maxMessageBytes");
        atLeast(1, maxSubscriptions, "maxSubscriptions");
        atLeast(0, maxFilterBytes, "maxFilterBytes");
        atLeast(1024, frameBytes, "frameBytes");
        atLeast(2L * frameBytes, bufferBytes, "bufferBytes");
        atLeast(20, heartbeatMillis, "heartbeatMillis");
        atLeast(20, stalledMillis, "stalledMillis");
        atLeast(20, loginMillis, "loginMillis");
    }

    private static void atLeast(long least, long value, String name) {
        Require.that(value >= least, "http.webSocket.%s must be at least %d, not %d", name, least, value);
    }
}
