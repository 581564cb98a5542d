package io.tailwater.tcp;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** A client that says exactly what it is told to, with Kafka's own codec. Owned by one thread. */
final class WireClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    WireClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A response's correlation id and body. */
    record Response<R extends ApiMessage>(int correlationId, R body, int bytesLeft) {}

    static byte[] frame(ApiMessage request, int version, int correlationId) {
        ApiMessageType type = ApiMessageType.fromApiKey(request.apiKey());
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(request.apiKey())
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId("wire-client");
        ObjectSerializationCache cache = new ObjectSerializationCache();
        short headerVersion = type.requestHeaderVersion((short) version);
        int size = header.size(cache, headerVersion) + request.size(cache, (short) version);
        ByteBuffer frame = ByteBuffer.allocate(4 + size);
        frame.putInt(size);
        header.write(new ByteBufferAccessor(frame), cache, headerVersion);
        request.write(new ByteBufferAccessor(frame), cache, (short) version);
        return frame.array();
    }

    static ProduceRequestData produce(String topic, int acks, ByteBuffer batch) {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) acks).setTimeoutMs(1000);
        request.topicData()
                .add(new TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new PartitionProduceData()
                                .setIndex(0)
                                .setRecords(MemoryRecords.readableRecords(batch)))));
        return request;
    }

    WireClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    WireClient send(ApiMessage request, int version, int correlationId) throws IOException {
        return send(frame(request, version, correlationId));
    }

    byte[] receiveFrame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    int receiveCorrelationId() throws IOException {
        return ByteBuffer.wrap(receiveFrame()).getInt();
    }

    <R extends ApiMessage> Response<R> receive(R into, int version) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(receiveFrame());
        int correlationId = frame.getInt();
        if (ApiMessageType.fromApiKey(into.apiKey()).responseHeaderVersion((short) version) >= 1) {
            frame.get();
        }
        into.read(new ByteBufferAccessor(frame), (short) version);
        return new Response<>(correlationId, into, frame.remaining());
    }

    /** Says that nothing more comes and reads until the server closes. */
    void finish() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException reset) {
            return;
        }
        awaitEnd();
    }

    /** Reads until the server closes, in whatever way: it may not have read everything. */
    void awaitEnd() throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException reset) {
            // closed
        }
    }

    /** Whether anything comes in so many milliseconds; it is left to be received. */
    boolean saysSomethingWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.mark(1);
            return in.read() >= 0;
        } catch (SocketTimeoutException nothing) {
            return false;
        } finally {
            in.reset();
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Whether the server closes the connection in so many milliseconds, in whatever way. */
    boolean endedWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException nothing) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Whether the server closed the connection without saying anything more. */
    boolean closedByServer() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
