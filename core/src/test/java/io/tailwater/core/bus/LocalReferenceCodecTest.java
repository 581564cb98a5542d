package io.tailwater.core.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalReferenceCodecTest {

    private record Note(Object contents) implements BrokerMessage {}

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    @Test
    void handsOverTheVeryMessage() throws Exception {
        LocalReferenceCodec.register(vertx);
        LocalReferenceCodec.register(vertx);
        CompletableFuture<Object> received = new CompletableFuture<>();
        vertx.eventBus().localConsumer("notes", message -> received.complete(message.body()));
        Note sent = new Note(new Object());

        vertx.eventBus().send("notes", sent, LocalReferenceCodec.OPTIONS);

        assertThat(received.get(60, TimeUnit.SECONDS)).isSameAs(sent);
    }

    @Test
    void refusesToLeaveTheProcess() {
        assertThatThrownBy(() -> new LocalReferenceCodec().encodeToWire(Buffer.buffer(), new Note("x")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("localConsumer");
    }
}
