package io.tailwater.websocket.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.tailwater.spi.LogSlice;
import io.tailwater.transport.SocketWriter;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * Writes WebSocket frames (RFC 6455 §5.2) as bytes, so that what many sockets get, or what lies in a file, is not copied for
 * them. Event-loop confined. Only text is compressed, where the client has agreed to that, and is then copied after all.
 */
final class FrameWriter {

    private static final int FINAL = 0x80;
    private static final int TEXT = FINAL | 1;
    private static final int BINARY = FINAL | 2;
    private static final int CLOSE = FINAL | 8;
    private static final int PING = FINAL | 9;
    private static final int PONG = FINAL | 10;

    private static final int SHORT_LENGTH = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LONGEST_HEADER = 10;
    private static final int MOST_CLOSE_REASON = 123;

    private final SocketWriter writer;
    private final boolean compressed;

    FrameWriter(SocketWriter writer) {
        this.writer = writer;
        this.compressed = writer.has(WebSocketExtensionEncoder.class);
    }

    void text(JsonObject message) {
        text(message.toBuffer().getBytes(), Unpooled.EMPTY_BUFFER, Unpooled.EMPTY_BUFFER);
    }

    /** Writes text of three parts; takes the buffers over. */
    void text(byte[] first, ByteBuf second, ByteBuf third) {
        if (compressed) {
            writer.writeMessage(
                    new TextWebSocketFrame(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(first), second, third)));
            return;
        }
        writer.write(header(TEXT, first.length + (long) second.readableBytes() + third.readableBytes(), first.length)
                .writeBytes(first));
        write(second);
        write(third);
    }

    private void write(ByteBuf part) {
        if (part.isReadable()) {
            writer.write(part);
        } else {
            part.release();
        }
    }

    /** Writes a binary message of a head and a slice; takes both over. */
    void binary(byte[] head, LogSlice slice) {
        writer.write(
                header(BINARY, head.length + (long) slice.size(), head.length).writeBytes(head));
        writer.write(slice);
    }

    void ping() {
        writer.write(header(PING, 0, 0));
    }

    /** Answers a ping with what it had, and tells when the answer has left. */
    void pong(byte[] content, Runnable left) {
        writer.write(header(PONG, content.length, content.length).writeBytes(content), left);
    }

    void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MOST_CLOSE_REASON);
        while (length < text.length && (text[length] & 0xc0) == 0x80) {
            length--; // never in the middle of a character
        }
        writer.write(header(CLOSE, Short.BYTES + length, Short.BYTES + length)
                .writeShort(code)
                .writeBytes(text, 0, length));
    }

    private ByteBuf header(int firstByte, long length, int room) {
        ByteBuf header = writer.allocator().directBuffer(LONGEST_HEADER + room).writeByte(firstByte);
        if (length <= SHORT_LENGTH) {
            return header.writeByte((int) length);
        }
        return length <= 0xffff
                ? header.writeByte(TWO_BYTES).writeShort((int) length)
                : header.writeByte(EIGHT_BYTES).writeLong(length);
    }
}
