package io.tailwater.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One record's way through a broker over one connection, in frames made by hand, because a Kafka client would take longer to
 * load than the broker. Owned by one thread.
 */
final class RoundTrip implements AutoCloseable {

    private static final String TOPIC = "self-check";
    private static final byte[] VALUE = "round trip".getBytes(StandardCharsets.UTF_8);
    private static final int TIMEOUT_MILLIS = 10_000;

    private static final short PRODUCE = 0;
    private static final short FETCH = 1;
    private static final short LIST_OFFSETS = 2;
    private static final short METADATA = 3;
    private static final short API_VERSIONS = 18;
    private static final short INIT_PRODUCER_ID = 22;

    /** What a request says after its header. */
    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private final Socket socket;
    private final DataInputStream in;

    RoundTrip(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** @throws IOException when the broker answers anything but the record */
    void run() throws IOException {
        exchange(API_VERSIONS, 0, out -> {});
        exchange(METADATA, 4, out -> {
            out.writeInt(1);
            writeString(out, TOPIC);
            out.writeBoolean(true);
        });
        exchange(INIT_PRODUCER_ID, 0, out -> {
            out.writeShort(-1);
            out.writeInt(TIMEOUT_MILLIS);
        });
        produce();
        exchange(LIST_OFFSETS, 1, out -> {
            out.writeInt(-1);
            writePartitionZero(out);
            out.writeLong(-1);
        });
        fetch();
    }

    private void produce() throws IOException {
        byte[] batch = batch();
        byte[] response = exchange(PRODUCE, 3, out -> {
            out.writeShort(-1);
            out.writeShort(-1);
            out.writeInt(TIMEOUT_MILLIS);
            writePartitionZero(out);
            out.writeInt(batch.length);
            out.write(batch);
        });
        requireNoError(partitionError(response, 4), "Produce");
    }

    private void fetch() throws IOException {
        byte[] response = exchange(FETCH, 4, out -> {
            out.writeInt(-1);
            out.writeInt(TIMEOUT_MILLIS / 2);
            out.writeInt(1);
            out.writeInt(1 << 20);
            out.writeByte(0);
            writePartitionZero(out);
            out.writeLong(0);
            out.writeInt(1 << 20);
        });
        requireNoError(partitionError(response, 8), "Fetch");
        String bytes = new String(response, StandardCharsets.ISO_8859_1);
        if (!bytes.contains(new String(VALUE, StandardCharsets.ISO_8859_1))) {
            throw new IOException("The broker did not give back the record it had acknowledged.");
        }
    }

    /** A batch of one record, in the format v2. */
    private static byte[] batch() throws IOException {
        ByteArrayOutputStream checked = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(checked);
        out.writeShort(0); // attributes
        out.writeInt(0); // last offset delta
        out.writeLong(System.currentTimeMillis());
        out.writeLong(System.currentTimeMillis());
        out.writeLong(-1); // producer id
        out.writeShort(-1);
        out.writeInt(-1);
        out.writeInt(1); // records
        int length = 6 + VALUE.length;
        out.write(new byte[] {(byte) (length << 1), 0, 0, 0, 1, (byte) (VALUE.length << 1)});
        out.write(VALUE);
        out.writeByte(0); // headers
        CRC32C crc = new CRC32C();
        crc.update(checked.toByteArray());

        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        DataOutputStream whole = new DataOutputStream(batch);
        whole.writeLong(0); // base offset
        whole.writeInt(9 + checked.size());
        whole.writeInt(-1); // leader epoch
        whole.writeByte(2); // magic
        whole.writeInt((int) crc.getValue());
        whole.write(checked.toByteArray());
        return batch.toByteArray();
    }

    private byte[] exchange(short api, int version, Body body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(request);
        out.writeShort(api);
        out.writeShort(version);
        out.writeInt(api); // correlation id
        writeString(out, TOPIC);
        body.writeTo(out);
        DataOutputStream wire = new DataOutputStream(socket.getOutputStream());
        byte[] frame = ByteBuffer.allocate(4 + request.size())
                .putInt(request.size())
                .put(request.toByteArray())
                .array();
        wire.write(frame);
        byte[] response = in.readNBytes(in.readInt());
        if (ByteBuffer.wrap(response).getInt() != api) {
            throw new IOException("The broker answered another request than the one of API " + api + ".");
        }
        return response;
    }

    /** The error of the one partition of the one topic, whose array begins at a position: {@code [name [index, error}. */
    private static short partitionError(byte[] response, int topics) {
        ByteBuffer buffer = ByteBuffer.wrap(response);
        int nameLength = buffer.getShort(topics + Integer.BYTES);
        return buffer.getShort(topics + Integer.BYTES + Short.BYTES + nameLength + 2 * Integer.BYTES);
    }

    private static void requireNoError(short error, String api) throws IOException {
        if (error != 0) {
            throw new IOException("The broker refused " + api + " with error " + error + ".");
        }
    }

    private static void writePartitionZero(DataOutputStream out) throws IOException {
        out.writeInt(1);
        writeString(out, TOPIC);
        out.writeInt(1);
        out.writeInt(0);
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
