package io.tailwater.server.it;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket of the JDK's client whose messages, and whose end, are waited for. Owned by one thread. */
final class LoginSocket implements AutoCloseable, WebSocket.Listener {

    private static final int SECONDS = 60;

    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    /**
     * @param url the broker's, such as {@code ws://127.0.0.1:8080}
     * @param subprotocols offered beside that of the messages
     */
    LoginSocket(HttpClient http, String url, String... subprotocols) {
        socket = http.newWebSocketBuilder()
                .subprotocols("tailwater.v1.json", subprotocols)
                .buildAsync(URI.create(url + "/v1/stream"), this)
                .join();
    }

    private LoginSocket(HttpClient http, String url) {
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(url + "/eventbus/websocket"), this)
                .join();
    }

    /** One of the event-bus bridge, whose messages are the bridge's. */
    static LoginSocket ofBridge(HttpClient http, String url) {
        return new LoginSocket(http, url);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        return onText(from, StandardCharsets.UTF_8.decode(data), last);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(new JsonObject(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    LoginSocket send(JsonObject message) {
        socket.sendText(message.encode(), true).join();
        return this;
    }

    /** The next message, whatever it is. */
    JsonObject next() throws InterruptedException {
        JsonObject message = messages.poll(SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("No message came" + (closeCode.isDone() ? ": closed with " + closeCode : ""));
        }
        return message;
    }

    /** With which code the broker ends it. */
    int closeCode() throws Exception {
        return closeCode.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
