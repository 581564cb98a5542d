package io.tailwater.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of Vert.x's whose WebSockets take messages of so many bytes. */
class MessageLimitTest {

    private static final int MOST_BYTES = 100;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Short> closed = new LinkedBlockingQueue<>();
    private final WebSocketClient clients = vertx.createWebSocketClient();
    private WebSocket client;

    @BeforeEach
    void connect() {
        HttpServer server = vertx.createHttpServer().requestHandler(this::upgrade);
        int port = await(server.listen(0, "127.0.0.1")).actualPort();
        client = await(clients.connect(port, "127.0.0.1", "/"));
        client.closeHandler(over -> closed.add(client.closeStatusCode()));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private void upgrade(HttpServerRequest request) {
        request.toWebSocket().onSuccess(socket -> {
            MessageLimit.on(request.connection(), MOST_BYTES);
            socket.textMessageHandler(received::add);
        });
    }

    @Test
    void passesMessagesOfThatSizeOneAfterTheOther() throws InterruptedException {
        String message = "m".repeat(MOST_BYTES);
        for (int i = 0; i < 10; i++) {
            client.writeTextMessage(message);
        }
        client.writeFrame(WebSocketFrame.textFrame(message.substring(1), false));
        client.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("n"), true));

        for (int i = 0; i < 10; i++) {
            assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(message);
        }
        assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo(message.substring(1) + "n");
    }

    @Test
    void endsASocketWhosePiecesAreTooLargeTogetherAndReadsNothingMore() throws InterruptedException {
        client.writeTextMessage("first");
        client.writeFrame(WebSocketFrame.textFrame("m".repeat(MOST_BYTES), false));
        client.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("m"), true));
        client.writeTextMessage("last");

        assertThat(closed.poll(60, TimeUnit.SECONDS)).isEqualTo((short) 1009);
        assertThat(List.copyOf(received)).containsExactly("first");
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
