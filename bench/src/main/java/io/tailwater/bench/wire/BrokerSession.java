package io.tailwater.bench.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** A blocking connection for the calls around a run, one at a time. Owned by one thread. */
public final class BrokerSession implements AutoCloseable {

    /** How the tool names itself to brokers. */
    public static final String CLIENT_ID = "tailwater-bench";

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final InetSocketAddress address;
    private final Socket socket;
    private final DataInputStream input;
    private int correlationId;

    private BrokerSession(InetSocketAddress address, Socket socket) throws IOException {
        this.address = address;
        this.socket = socket;
        this.input = new DataInputStream(socket.getInputStream());
    }

    /**
     * Connects and checks that the broker speaks the versions in {@link BenchApi}.
     *
     * @throws BenchException when nobody listens there, or what listens does not speak them
     */
    public static BrokerSession connect(InetSocketAddress address) {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            BrokerSession session = new BrokerSession(address, socket);
            session.checkVersions();
            return session;
        } catch (IOException e) {
            closeQuietly(socket);
            throw new BenchException("No broker answers at " + text(address) + " (" + e.getMessage() + ").", e);
        } catch (BenchException e) {
            closeQuietly(socket);
            throw e;
        }
    }

    /** Where this session is connected to. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Sends a request and waits, a minute at most, for its answer.
     *
     * @param answer an empty answer, filled and returned
     * @throws BenchException when the broker closes the connection, sends something else, or says nothing
     */
    public <T extends ApiMessage> T call(BenchApi api, ApiMessage request, T answer) {
        try {
            correlationId++;
            socket.getOutputStream()
                    .write(RequestFrames.encode(api, correlationId, request).array());
            int size = input.readInt();
            if (size < 4 || size > MAX_ANSWER_BYTES) {
                throw new BenchException("What listens at " + text(address) + " is not a Kafka broker.");
            }
            ByteBufferAccessor frame = new ByteBufferAccessor(ByteBuffer.wrap(input.readNBytes(size)));
            ResponseHeaderData header = new ResponseHeaderData(frame, api.key().responseHeaderVersion(api.version()));
            if (header.correlationId() != correlationId) {
                throw new BenchException(api.key().name + " was answered with somebody else's answer.");
            }
            answer.read(frame, api.version());
            return answer;
        } catch (EOFException e) {
            throw new BenchException(
                    text(address) + " closed the connection instead of answering " + api.key().name + ".", e);
        } catch (IOException e) {
            throw new BenchException(
                    "The connection to " + text(address) + " failed at " + api.key().name + " (" + e.getMessage()
                            + ").",
                    e);
        }
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private void checkVersions() {
        ApiVersionsResponseData spoken =
                call(BenchApi.API_VERSIONS, new ApiVersionsRequestData(), new ApiVersionsResponseData());
        if (spoken.apiKeys().isEmpty()) {
            return; // a broker that keeps its versions to itself finds out by the requests
        }
        for (BenchApi api : BenchApi.values()) {
            ApiVersionsResponseData.ApiVersion range = spoken.apiKeys().find(api.key().id);
            if (range == null && !api.always()) {
                continue;
            }
            if (range == null || api.version() < range.minVersion() || api.version() > range.maxVersion()) {
                throw new BenchException("The broker does not speak " + api.key().name + " version " + api.version()
                        + ", which this tool needs.");
            }
        }
    }

    private static String text(InetSocketAddress address) {
        return new BrokerAddress(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing more is wanted of it
        }
    }
}
