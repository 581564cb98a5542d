package io.tailwater.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers Produce requests on one connection, but keeps the answers to some back until a later request has arrived: a
 * stall whose length is known in requests. Runs on a thread of its own.
 */
final class StallingBroker implements AutoCloseable {

    private static final int CORRELATION_ID_AT = 4;

    private final ServerSocket listening;
    private final int stallFrom;
    private final int stallUntil;
    private final short errorCode;

    /**
     * Listens on a free port.
     *
     * @param stallFrom the first request whose answer is kept back
     * @param stallUntil the request whose arrival ends that
     */
    StallingBroker(int stallFrom, int stallUntil, short errorCode) throws IOException {
        this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.stallFrom = stallFrom;
        this.stallUntil = stallUntil;
        this.errorCode = errorCode;
        Thread thread = new Thread(this::serve, "stalling-broker");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void serve() {
        try (Socket socket = listening.accept()) {
            socket.setTcpNoDelay(true);
            DataInputStream input = new DataInputStream(socket.getInputStream());
            DataOutputStream output = new DataOutputStream(socket.getOutputStream());
            List<Integer> keptBack = new ArrayList<>();
            for (int request = 0; ; request++) {
                byte[] frame = input.readNBytes(input.readInt());
                keptBack.add(ByteBuffer.wrap(frame).getInt(CORRELATION_ID_AT));
                if (request < stallFrom || request >= stallUntil) {
                    for (int correlationId : keptBack) {
                        answer(output, correlationId);
                    }
                    keptBack.clear();
                }
            }
        } catch (IOException e) {
            // the load has ended
        }
    }

    private void answer(DataOutputStream output, int correlationId) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeInt(correlationId);
        body.writeInt(1);
        body.writeUTF("orders");
        body.writeInt(1);
        body.writeInt(0);
        body.writeShort(errorCode);
        body.writeLong(0);
        body.writeLong(-1);
        body.writeLong(0);
        body.writeInt(0);
        output.writeInt(bytes.size());
        bytes.writeTo(output);
        output.flush();
    }
}
