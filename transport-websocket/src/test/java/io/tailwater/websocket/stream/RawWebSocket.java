package io.tailwater.websocket.stream;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket that sends any frame and answers nothing by itself. Owned by one thread. */
final class RawWebSocket implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    /** A frame of the broker's. */
    record Frame(int opcode, ByteBuffer payload) {}

    private static final int PING = 0x89;
    private static final int EMPTY_FRAME_BYTES = 6;
    private static final int ROW = 10_000;

    RawWebSocket(int port) {
        this(port, "/v1/stream");
    }

    RawWebSocket(int port, String path) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(64 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(60_000);
            in = new DataInputStream(socket.getInputStream());
            String request = String.join(
                    "\r\n",
                    "GET " + path + " HTTP/1.1",
                    "Host: localhost",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.readUnsignedByte());
            }
            if (!head.toString().startsWith("HTTP/1.1 101")) {
                throw new IOException("Not upgraded: " + head);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void text(String text) {
        send(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame, masked with zeros. */
    void send(int firstByte, byte[] payload) {
        send(firstByte, payload, 0);
    }

    /** Sends a frame without its last bytes. */
    void begin(int firstByte, byte[] payload, int missingBytes) {
        send(firstByte, payload, missingBytes);
    }

    private void send(int firstByte, byte[] payload, int missingBytes) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload);
        try {
            socket.getOutputStream().write(frame.array(), 0, frame.position() - missingBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends many pings in a row, and then reads.
     *
     * @return how many answers came until that to the last
     */
    int answersToPings(int pings) {
        byte[] row = new byte[ROW * EMPTY_FRAME_BYTES];
        for (int ping = 0; ping < ROW; ping++) {
            row[ping * EMPTY_FRAME_BYTES] = (byte) PING;
            row[ping * EMPTY_FRAME_BYTES + 1] = (byte) 0x80;
        }
        try {
            for (int sent = 0; sent < pings; sent += ROW) {
                socket.getOutputStream().write(row);
            }
            send(PING, new byte[] {1});
            int answers = 0;
            while (true) {
                Frame frame = next();
                if (frame.opcode() == 10) {
                    answers++;
                    if (frame.payload().hasRemaining()) {
                        return answers;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Frame next() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        long size = length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
        byte[] payload = new byte[(int) size];
        in.readFully(payload);
        return new Frame(opcode, ByteBuffer.wrap(payload));
    }

    /** The next message of text. */
    String nextText() {
        try {
            Frame frame = next();
            while (frame.opcode() != 1) {
                frame = next();
            }
            return StandardCharsets.UTF_8.decode(frame.payload()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code of the close frame that comes. */
    int closeCode() {
        try {
            Frame frame = next();
            while (frame.opcode() != 8) {
                frame = next();
            }
            return frame.payload().getShort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the connection ends with no close frame. */
    boolean endsWithoutClosing() {
        try {
            while (true) {
                if (next().opcode() == 8) {
                    return false;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether something has come that was not read yet, or the end. */
    boolean hasMessage() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
