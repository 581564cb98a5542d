package io.tailwater.server.it;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** A connection that sends any bytes at all. Owned by one thread. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int METADATA_VERSION = 12;

    private final Socket socket;
    private final DataInputStream input;
    private int correlationId;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        input = new DataInputStream(socket.getInputStream());
    }

    static RawConnection to(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        return new RawConnection(
                new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    }

    /** Sends a request and returns the response to it. */
    <R extends ApiMessage> R exchange(ApiKeys api, int version, ApiMessage request, Class<R> type) throws IOException {
        send(api, version, request);
        return receive(api, version, type);
    }

    /** Sends a request without waiting for its response; returns its correlation id. */
    int send(ApiKeys api, int version, ApiMessage request) throws IOException {
        correlationId++;
        send(Frames.request(api, version, correlationId, request));
        return correlationId;
    }

    void send(ByteBuffer bytes) throws IOException {
        socket.getOutputStream().write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    void send(byte... bytes) throws IOException {
        send(ByteBuffer.wrap(bytes));
    }

    <R extends ApiMessage> R receive(ApiKeys api, int version, Class<R> type) throws IOException {
        ByteBuffer frame = receiveFrame().orElseThrow(() -> new AssertionError("The broker closed the connection."));
        return Frames.response(api, version, frame, type);
    }

    /** The next response without its length; nothing when the broker has closed the connection. */
    Optional<ByteBuffer> receiveFrame() throws IOException {
        try {
            byte[] frame = new byte[input.readInt()];
            input.readFully(frame);
            return Optional.of(ByteBuffer.wrap(frame));
        } catch (EOFException | SocketException closed) {
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The broker neither answered nor closed the connection.", e);
        }
    }

    /** Waits until the broker says something, of which only the first byte is read. */
    void awaitBytes() throws IOException {
        input.readByte();
    }

    /** Says that nothing more will be sent, reads all the broker still has to say, and waits until it closes. */
    int responsesUntilClosed() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException closed) {
            return 0;
        }
        int responses = 0;
        while (receiveFrame().isPresent()) {
            responses++;
        }
        return responses;
    }

    /** Whether the broker closes the connection rather than say anything more. */
    boolean isClosed() throws IOException {
        return receiveFrame().isEmpty();
    }

    /** Ends the connection with a reset, as a process that dies does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    int leaderEpoch(TopicPartition partition) throws IOException {
        return topic(partition.topic()).partitions().stream()
                .filter(found -> found.partitionIndex() == partition.partition())
                .findFirst()
                .orElseThrow()
                .leaderEpoch();
    }

    Uuid topicId(String name) throws IOException {
        return topic(name).topicId();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private MetadataResponseTopic topic(String name) throws IOException {
        MetadataRequestData request = new MetadataRequestData()
                .setAllowAutoTopicCreation(false)
                .setTopics(List.of(new MetadataRequestTopic().setName(name)));
        return exchange(ApiKeys.METADATA, METADATA_VERSION, request, MetadataResponseData.class)
                .topics()
                .find(name);
    }
}
