package io.tailwater.websocket.stream;

import io.tailwater.websocket.Eventually;
import io.tailwater.websocket.SecuredBroker;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of {@code /v1/stream} by Java's own WebSocket. Owned by one thread. */
public final class StreamClient implements AutoCloseable, WebSocket.Listener {

    private static final int SECONDS = 60;
    private static final int RECORDS_AT_ONCE = 1_000;
    private static final String FILLING = "x".repeat(1_000);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final WebSocket socket;
    private volatile String closeReason = "";

    private StreamClient(int port, Map<String, String> headers, String subprotocol, String... others) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        headers.forEach(builder::header);
        builder.subprotocols(subprotocol, others);
        socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/stream"), this)
                .join();
    }

    public static StreamClient text(int port) {
        return new StreamClient(port, Map.of(), StreamEntrance.TEXT);
    }

    public static StreamClient batches(int port) {
        return new StreamClient(port, Map.of(), StreamEntrance.BATCHES);
    }

    /** One that says by a header who it is. */
    public static StreamClient basic(int port, String user) {
        return withHeader(port, "Authorization", SecuredBroker.basic(user).substring("Authorization: ".length()));
    }

    static StreamClient withHeader(int port, String name, String value) {
        return with(port, Map.of(name, value));
    }

    static StreamClient with(int port, Map<String, String> headers) {
        return new StreamClient(port, headers, StreamEntrance.TEXT);
    }

    /** One that asks for more subprotocols. */
    static StreamClient withSubprotocol(int port, Map<String, String> headers, String subprotocol) {
        return new StreamClient(port, headers, StreamEntrance.TEXT, subprotocol);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(new JsonObject(text.toString()));
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            binaries.add(ByteBuffer.wrap(binary.toByteArray()));
            binary.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeReason = reason;
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    public void send(JsonObject message) {
        send(message.encode());
    }

    public void send(String message) {
        socket.sendText(message, true).join();
    }

    WebSocket socket() {
        return socket;
    }

    /** Messages that have come and were not looked at, of some type. */
    int waiting(String type) {
        return (int) messages.stream()
                .filter(message -> type.equals(message.getString("type")))
                .count();
    }

    /** Whether the next message is of a type, and not another, or the connection's end. */
    boolean isAnswered(JsonObject message, String answerType) {
        try {
            send(message);
        } catch (CompletionException closed) {
            return false;
        }
        Eventually.until("a message or the end", () -> !messages.isEmpty() || closeCode.isDone());
        return !messages.isEmpty() && next().getString("type").equals(answerType);
    }

    /** Whether it is let in and still there. */
    boolean isAlive() {
        return isAnswered(new JsonObject().put("type", "ping"), "pong");
    }

    /** The next message. */
    public JsonObject next() {
        try {
            JsonObject message = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("No message came"
                        + (closeCode.isDone()
                                ? ", the connection ended with " + closeCode.getNow(-1) + " " + closeReason
                                : "."));
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message of a type; those before it are dropped. */
    public JsonObject next(String type) {
        while (true) {
            JsonObject message = next();
            if (message.getString("type").equals(type)) {
                return message;
            }
            if (message.getString("type").equals("error")) {
                throw new AssertionError("In place of '" + type + "' came " + message.encode());
            }
        }
    }

    /** The next so many records. */
    public List<JsonObject> records(int count) {
        List<JsonObject> records = new ArrayList<>();
        while (records.size() < count) {
            JsonArray some = next("records").getJsonArray("records");
            some.forEach(record -> records.add((JsonObject) record));
        }
        return records;
    }

    public ByteBuffer nextBinary() {
        try {
            ByteBuffer message = binaries.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("No binary message came.");
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends and gives the answer of a type. */
    public JsonObject ask(JsonObject message, String answerType) {
        send(message);
        return next(answerType);
    }

    /** Sends until groups can be asked for: their coordinator reads its log first. */
    public JsonObject askGroups(JsonObject message, String answerType) {
        JsonObject answer;
        do {
            send(message);
            answer = next();
        } while ("COORDINATOR_LOAD_IN_PROGRESS".equals(answer.getString("code")));
        if (!answer.getString("type").equals(answerType)) {
            throw new AssertionError("In place of '" + answerType + "' came " + answer.encode());
        }
        return answer;
    }

    /** Produces so many records of 1,000 bytes, with numbers as keys. */
    void produce(String topic, int count) {
        for (int from = 0; from < count; from += RECORDS_AT_ONCE) {
            JsonArray records = new JsonArray();
            for (int i = from; i < Math.min(count, from + RECORDS_AT_ONCE); i++) {
                records.add(new JsonObject().put("key", "" + i).put("value", FILLING));
            }
            ask(StreamMessages.produce(topic).put("records", records), "produced");
        }
    }

    /** Sends and gives the error that comes. */
    public JsonObject refused(String message) {
        send(message);
        JsonObject answer = next();
        while (answer.getString("type").equals("caughtUp")) {
            answer = next();
        }
        if (!answer.getString("type").equals("error")) {
            throw new AssertionError("In place of an error came " + answer.encode());
        }
        return answer;
    }

    /** With which code the broker closes the connection. */
    public int closeCode() {
        return closeCode.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
