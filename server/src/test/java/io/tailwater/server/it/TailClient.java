package io.tailwater.server.it;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A tail of topics over WebSocket, by the client of the JDK, which reads only as fast as it is asked. Owned by one thread. */
final class TailClient implements AutoCloseable, WebSocket.Listener {

    private static final int SECONDS = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>(16);
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    /** @param address the broker's {@code host:port} for HTTP */
    TailClient(String address) {
        socket = HTTP.newWebSocketBuilder()
                .subprotocols("tailwater.v1.json")
                .buildAsync(URI.create("ws://" + address + "/v1/stream"), this)
                .join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        // Nothing is received before somebody asks for it.
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(new JsonObject(text.toString()));
            text.setLength(0);
        } else {
            from.request(1);
        }
        return null;
    }

    TailClient subscribe(String topic, Object from, String isolation) {
        return send(new JsonObject()
                .put("type", "subscribe")
                .put("id", topic)
                .put("topic", topic)
                .put("from", from)
                .put("isolation", isolation));
    }

    TailClient send(JsonObject message) {
        socket.sendText(message.encode(), true).join();
        return this;
    }

    JsonObject next() {
        try {
            socket.request(1);
            JsonObject message = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null || message.getString("type").equals("error")) {
                throw new AssertionError("In place of a message came " + message);
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonObject next(String type) {
        JsonObject message = next();
        while (!message.getString("type").equals(type)) {
            message = next();
        }
        return message;
    }

    /** So many records, or more when they come together. */
    List<JsonObject> records(int count) {
        List<JsonObject> records = new ArrayList<>();
        while (records.size() < count) {
            next("records").getJsonArray("records").forEach(record -> records.add((JsonObject) record));
        }
        return records;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
