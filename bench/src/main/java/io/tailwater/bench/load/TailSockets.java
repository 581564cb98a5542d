package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Many WebSocket tails of one topic on one thread, which reads them and makes as little of it as it can: it counts bytes, and
 * looks at the timestamp of the last record of some reads. Owned by one thread.
 */
public final class TailSockets implements AutoCloseable {

    private static final int READ_BYTES = 1 << 20;
    private static final int LOOK_AT_BYTES = 4096;
    private static final int LOOK_EVERY_READS = 8;
    private static final int MILLIS_DIGITS = 13;
    private static final byte[] TIMESTAMP = "\"timestamp\":".getBytes(StandardCharsets.US_ASCII);
    private static final long LONGEST_MILLIS = 600_000;

    private final LongSupplier clockMillis;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] end = new byte[LOOK_AT_BYTES];
    private final Histogram delayMillis = new Histogram(LONGEST_MILLIS, 3);
    private long bytes;
    private long reads;

    /** @param clockMillis the time of day, on the producers' machine */
    public TailSockets(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts what one socket got. */
    private static final class Received {
        private long bytes;
    }

    /**
     * Connects one more client.
     *
     * @param subprotocol of the WebSocket
     * @param subscription the message that it sends, at most 64 KiB; empty for none
     */
    public void connect(InetSocketAddress address, String subprotocol, String subscription) {
        String request = String.join(
                "\r\n",
                "GET /v1/stream HTTP/1.1",
                "Host: " + address.getHostString(),
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Protocol: " + subprotocol,
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "",
                "");
        try {
            SocketChannel channel = SocketChannel.open(address);
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(1024);
            channel.read(answer);
            String head = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new BenchException("The broker did not accept a WebSocket: "
                        + head.lines().findFirst().orElse(""));
            }
            if (!subscription.isEmpty()) {
                channel.write(textFrame(subscription));
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Received());
        } catch (IOException e) {
            throw new BenchException("No connection to " + address + ": " + e.getMessage(), e);
        }
    }

    private static ByteBuffer textFrame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).flip(); // a mask that changes nothing
    }

    /** Reads for so long. */
    public void read(long nanos, LongSupplier nanoTime) {
        long until = nanoTime.getAsLong() + nanos;
        try {
            for (long left = nanos; left > 0; left = until - nanoTime.getAsLong()) {
                selector.select(Math.max(1, left / 1_000_000));
                for (SelectionKey key : selector.selectedKeys()) {
                    read((SocketChannel) key.channel(), (Received) key.attachment());
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new BenchException("A connection was lost: " + e.getMessage(), e);
        }
    }

    private void read(SocketChannel channel, Received received) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            throw new IOException("the broker closed it");
        }
        received.bytes += count;
        bytes += count;
        if (reads++ % LOOK_EVERY_READS == 0) {
            int length = Math.min(count, end.length);
            buffer.get(count - length, end, 0, length);
            noteDelay(length);
        }
    }

    private void noteDelay(int length) {
        for (int at = length - TIMESTAMP.length - MILLIS_DIGITS; at >= 0; at--) {
            if (Arrays.equals(end, at, at + TIMESTAMP.length, TIMESTAMP, 0, TIMESTAMP.length)) {
                String digits = new String(end, at + TIMESTAMP.length, MILLIS_DIGITS, StandardCharsets.US_ASCII);
                long delay = clockMillis.getAsLong() - Long.parseLong(digits);
                delayMillis.recordValue(Math.max(0, Math.min(LONGEST_MILLIS, delay)));
                return;
            }
        }
    }

    /** Forgets what was counted. */
    public void reset() {
        bytes = 0;
        delayMillis.reset();
        selector.keys().forEach(key -> ((Received) key.attachment()).bytes = 0);
    }

    public long bytes() {
        return bytes;
    }

    /** From a record's timestamp to when it was read, in milliseconds, of some records. */
    public Histogram delayMillis() {
        return delayMillis;
    }

    /** What the client that got least has of what the one that got most has; 1 when nobody got anything. */
    public double slowestShare() {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (SelectionKey key : selector.keys()) {
            long got = ((Received) key.attachment()).bytes;
            least = Math.min(least, got);
            most = Math.max(most, got);
        }
        return most == 0 ? 1 : (double) least / most;
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
