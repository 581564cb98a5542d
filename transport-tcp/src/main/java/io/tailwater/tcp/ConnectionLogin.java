package io.tailwater.tcp;

import io.tailwater.core.security.ClientSession;
import io.tailwater.tcp.api.SaslAuthenticateHandler;
import io.tailwater.tcp.sasl.SaslAnswer;
import io.tailwater.tcp.sasl.SaslSession;
import io.tailwater.transport.SocketWriter;
import io.vertx.core.AsyncResult;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a login changes below the requests of a connection: how long frames may be, and, after a handshake of version 0, that
 * messages of SASL come and are answered without any header (KIP-43). Event-loop confined to its connection.
 */
final class ConnectionLogin {

    /** Why a connection closes whose user was removed. */
    static final String USER_REMOVED = "the removal of its user";

    /** A request of somebody who has not said yet who they are. */
    private static final int MOST_BYTES_BEFORE = 128 << 10;

    private final SaslSession sasl;
    private final RequestFrameDecoder decoder;
    private final SocketWriter writer;
    private final IntSupplier mostBytesAfter;
    private int ticks;

    ConnectionLogin(SaslSession sasl, RequestFrameDecoder decoder, SocketWriter writer, IntSupplier mostBytesAfter) {
        this.sasl = sasl;
        this.decoder = decoder;
        this.writer = writer;
        this.mostBytesAfter = mostBytesAfter;
        adjustLimits();
    }

    SaslSession sasl() {
        return sasl;
    }

    /**
     * To be called at regular intervals.
     *
     * @param excused whether it is not the client that lets the time pass
     * @return whether it has taken longer than that, or its user was removed
     */
    boolean overdue(boolean excused, int mostTicks) {
        return userRemoved() || (sasl.session() == null && !excused && ++ticks > mostTicks);
    }

    /** Closes the connection of somebody who was removed, and whether it did. */
    boolean endsWithItsUser(KafkaConnection connection) {
        boolean ends = userRemoved();
        if (ends) {
            connection.refuse(null, USER_REMOVED);
        }
        return ends;
    }

    /** Whether its user was removed: whatever it waits for is not for it any more. */
    boolean userRemoved() {
        ClientSession known = sasl.session();
        return known != null && known.hold().isRemoved();
    }

    /** To be called when something was answered. */
    void adjustLimits() {
        decoder.limit(
                sasl.expectsBareMessage() ? 0 : RequestFrameDecoder.SMALLEST_REQUEST_BYTES,
                sasl.session() == null ? MOST_BYTES_BEFORE : mostBytesAfter.getAsInt());
    }

    /**
     * Sends what a message without header is answered with.
     *
     * @return why the connection has to end instead, or null
     */
    @Nullable
    String answerBare(AsyncResult<SaslAnswer> answered) {
        if (answered.failed()) {
            return SaslAuthenticateHandler.CANNOT_BE_CHECKED;
        }
        if (answered.result().end()) {
            return SaslAuthenticateHandler.FAILED;
        }
        byte[] answer = answered.result().message().getBytes();
        writer.write(writer.allocator()
                .directBuffer(Integer.BYTES + answer.length)
                .writeInt(answer.length)
                .writeBytes(answer));
        return null;
    }
}
