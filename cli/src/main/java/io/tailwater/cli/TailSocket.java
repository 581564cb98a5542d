package io.tailwater.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the WebSocket protocol. A message is asked for when the one before has been taken, so that a reader who is
 * slow holds the broker up by way of the socket, and nothing piles up here. One thread takes; others deliver.
 */
final class TailSocket implements WebSocket.Listener, AutoCloseable {

    /** Too many connections from this address. */
    private static final int POLICY_VIOLATION = 1008;

    /** A login that is missing, wrong or over. */
    private static final int FIRST_OF_APPLICATIONS = 3000;

    /** A login whose time is over: another may be there by now. */
    private static final int EXPIRED = 4408;

    private static final int MAX_MESSAGE_CHARS = 32 << 20;

    /** The end of the connection: why, if it was not wanted. */
    record Closed(int code, String reason) {}

    /** A message's text, or a {@link Closed}; one message at most is in it. */
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

    private final StringBuilder message = new StringBuilder();
    private final WebSocket socket;

    private TailSocket(URI uri, HttpClient client, @Nullable String authorization) {
        WebSocket.Builder builder = client.newWebSocketBuilder().subprotocols("tailwater.v1.json");
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        socket = builder.buildAsync(uri, this).join();
    }

    /**
     * Connects.
     *
     * @throws IOException when nobody listens, or the handshake was lost
     * @throws ClientException when the broker refuses
     */
    static TailSocket connect(URI uri, HttpClient client, @Nullable String authorization) throws IOException {
        try {
            return new TailSocket(uri, client, authorization);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                if (status == 503) { // it starts, or stops
                    throw new IOException("the broker is not ready", e);
                }
                throw ClientException.refused(
                        "What listens at " + uri.getAuthority() + " refuses (HTTP " + status + "): "
                                + (status == 401
                                        ? "it wants a login, see --config and --token-file."
                                        : "--http must name a broker's HTTP address."));
            }
            throw new IOException(reason(e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? "connection refused" : failure.getMessage();
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /**
     * The next message; null when none comes in time.
     *
     * @throws IOException when the connection has ended
     * @throws ClientException when the broker has ended it for good
     */
    @Nullable
    String next(long millis) throws IOException, InterruptedException {
        Object next = arrived.poll(millis, TimeUnit.MILLISECONDS);
        if (next instanceof Closed closed) {
            boolean forGood = closed.code() == POLICY_VIOLATION || closed.code() >= FIRST_OF_APPLICATIONS;
            if (forGood && closed.code() != EXPIRED) {
                throw ClientException.refused("The broker ended the connection: " + closed.reason()
                        + " (a login is in the file of --config or --token-file)");
            }
            throw new IOException(closed.reason());
        }
        if (next != null) {
            socket.request(1);
        }
        return (String) next;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        if (message.length() + data.length() > MAX_MESSAGE_CHARS) {
            arrived.add(new Closed(WebSocket.NORMAL_CLOSURE, "a message is longer than any should be"));
            from.abort();
            return null;
        }
        message.append(data);
        if (last) {
            arrived.add(message.toString());
            message.setLength(0);
        } else {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        arrived.add(new Closed(code, reason.isEmpty() ? "closed with code " + code : reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        arrived.add(new Closed(WebSocket.NORMAL_CLOSURE, String.valueOf(error.getMessage())));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
