package io.tailwater.websocket.stream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.tailwater.core.Broker;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.quota.QuotaPause;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.tailwater.transport.Arrival;
import io.tailwater.transport.SocketEvents;
import io.tailwater.transport.SocketWriter;
import io.tailwater.transport.UnfinishedFrames;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.Rights;
import io.vertx.core.http.ServerWebSocket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One client of {@code /v1/stream}. Event-loop confined. */
final class StreamConnection implements SocketEvents {

    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int TOO_BIG = 1009;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int FIRST_MESSAGE_BYTES = 32 << 10;
    private static final int LARGEST_HEADER_BYTES = 14;

    /** More must not be pinned in memory for a client that may never read it; the kernel has buffers of its own. */
    private static final int UNSENT_BYTES = 64 << 10;

    private final StreamGroup group;
    private final boolean batches;
    private final SocketWriter writer;
    private final FrameWriter frames;
    private final Pongs pongs;
    private final MessageAssembly assembly;
    private final Heartbeat heartbeat;
    private final Speed speed;
    private final StreamLogin login;
    private final Conversation conversation;
    private final ClientPacing pacing;
    private final QuotaPause sending;
    private final QuotaPause taking;
    private int channels;
    private boolean closing;
    private boolean closed;

    /** @param login who is there; null when that has to be said first */
    StreamConnection(
            StreamGroup group, ServerWebSocket webSocket, boolean batches, Arrival arrival, @Nullable Login login) {
        this.group = group;
        this.batches = batches;
        UnfinishedFrames.watch(webSocket, this::unfinished);
        this.writer = SocketWriter.takeOver(webSocket, UNSENT_BYTES, this);
        this.frames = new FrameWriter(writer);
        this.pongs = new Pongs(frames);
        this.assembly = new MessageAssembly();
        this.heartbeat = new Heartbeat(group.nanoTime());
        this.speed = new Speed(this, group.broker().partitions());
        this.login = new StreamLogin(group, this, arrival, login);
        this.conversation = new Conversation(this, group, batches);
        this.pacing = new ClientPacing(group.broker().quotas(), group.broker().metrics(), ClientPacing.WEB_SOCKET);
        this.sending = group.pause(() -> pacing.fetched(session(), 0), this::writable);
        this.taking = group.pause(() -> pacing.produced(session(), 0), this::writable);
        this.login.greet();
    }

    FrameWriter frames() {
        return frames;
    }

    Broker broker() {
        return group.broker();
    }

    /** Who is at the other end. */
    ClientSession session() {
        return login.session();
    }

    StreamLogin login() {
        return login;
    }

    /** What who is there may do at this moment. */
    Rights rights() {
        return login.rights();
    }

    Speed speed() {
        return speed;
    }

    long nanoTime() {
        return group.nanoTime();
    }

    /** Whether the socket takes more. */
    boolean takesMore() {
        return !closing && !closed && writer.writable();
    }

    /** Whether records may be sent: those of a client that has had its quota wait in the log. */
    boolean takesRecords() {
        return takesMore() && !sending.on();
    }

    /** Whether it is us who keep records back. */
    boolean pacing() {
        return sending.on();
    }

    /** Whether what the client asks may be done: what comes over its quota waits in its socket. */
    boolean mayAsk() {
        return takesMore() && !taking.on();
    }

    /** Whether the client is kept waiting with what it asks. */
    boolean keptWaiting() {
        return taking.on();
    }

    /** Records of so many bytes were sent. */
    void sent(long bytes) {
        sending.begin(pacing.fetched(session(), bytes));
    }

    /** The client produced so many bytes. */
    void produced(long bytes) {
        taking.begin(pacing.produced(session(), bytes));
    }

    boolean closingOrClosed() {
        return closing || closed;
    }

    /** Stops or goes on taking messages from the socket. */
    void read(boolean on) {
        writer.read(on);
    }

    Cursor cursor(Subscription subscription, Topic topic, int partition, Start start) {
        return group.cursor(subscription, topic, partition, start, batches ? ++channels : 0);
    }

    @Override
    public void received(Object message) {
        heartbeat.heard(group.nanoTime());
        try {
            if (message instanceof WebSocketFrame frame && !closed) {
                received(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void received(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            closedByPeer(close);
        } else if (closing) {
            return; // what a client says after it was told to go does not count
        } else if (frame instanceof PingWebSocketFrame) {
            pongs.asked(frame.content());
        } else if (frame instanceof BinaryWebSocketFrame) {
            close(UNSUPPORTED_DATA, "Messages are text: one JSON object each.");
        } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            text(frame);
        }
    }

    private void text(WebSocketFrame frame) {
        boolean first = frame instanceof TextWebSocketFrame;
        int heldBefore = assembly.heldBytes();
        switch (assembly.add(frame.content(), first, frame.isFinalFragment(), mostBytes())) {
            case MORE -> {
                if (!group.parts().take(assembly.heldBytes() - heldBefore)) {
                    close(TRY_AGAIN_LATER, "Memory for messages in parts ran out: send whole ones.");
                    releaseParts();
                }
            }
            case BROKEN -> close(PROTOCOL_ERROR, "The frames of a message are out of order.");
            case TOO_LARGE -> tooLarge();
            case COMPLETE -> {
                group.parts().give(heldBefore);
                conversation.take(assembly.message());
            }
        }
    }

    /** More or less of a frame has come that is not whole. Not on the Vert.x context. */
    private void unfinished(int by, int bytes) {
        boolean fits = group.parts().take(by);
        boolean tooLarge = bytes > mostBytes() + LARGEST_HEADER_BYTES; // of strangers: the decoder sees to others
        if (by > 0 && (tooLarge || !fits)) {
            group.context().runOnContext(refused -> refuse(tooLarge));
        }
    }

    private void refuse(boolean tooLarge) {
        if (tooLarge) {
            tooLarge();
        } else {
            close(TRY_AGAIN_LATER, "Memory for messages that are not whole ran out: come back later.");
        }
        writer.close(); // behind that: what has come is held for as long as the connection is
    }

    private void releaseParts() {
        group.parts().give(assembly.heldBytes());
        assembly.release();
    }

    /** Strangers have to say who they are, and nothing else. */
    private int mostBytes() {
        int most = group.settings().maxMessageBytes();
        return login.known() ? most : Math.min(most, FIRST_MESSAGE_BYTES);
    }

    private void tooLarge() {
        close(
                TOO_BIG,
                login.known()
                        ? "A message may have " + mostBytes()
                                + " bytes (http.webSocket.maxMessageBytes): send smaller ones."
                        : "The message that says who you are may have " + mostBytes() + " bytes.");
    }

    private void closedByPeer(CloseWebSocketFrame close) {
        if (!closing) {
            closing = true;
            conversation.end();
            int code = close.statusCode();
            frames.close(code < 0 ? NORMAL : code, "");
        }
        writer.close();
    }

    @Override
    public boolean undecodable(Throwable cause) {
        if (closing) {
            return false;
        }
        if (cause instanceof CorruptedWebSocketFrameException corrupted
                && corrupted.closeStatus().code() == TOO_BIG) {
            tooLarge();
        } else {
            close(PROTOCOL_ERROR, "What came is not a WebSocket frame of a client.");
        }
        return true;
    }

    @Override
    public void writable() {
        if (!closing && !closed) {
            conversation.goOn();
        }
    }

    @Override
    public void closed() {
        if (!closed) {
            closed = true;
            sending.end();
            taking.end();
            conversation.end();
            releaseParts();
            group.closed(this);
        }
    }

    /** Tells the client to go, and why; it has a moment to say goodbye. */
    void close(int code, String sentence) {
        if (!closing && !closed) {
            closing = true;
            conversation.end();
            frames.text(Events.closing(code, sentence));
            frames.close(code, sentence);
            heartbeat.closing(group.nanoTime());
            writer.read(true); // for the client's answer
        }
    }

    /** Ends it without a word: there is nobody to hear it. */
    void abort() {
        writer.abort();
    }

    /** How long it has taken none of what waits for it, in nanoseconds; 0 when nothing waits. */
    long stalledNanos() {
        return heartbeat.stalledNanos(group.nanoTime());
    }

    /** Something went wrong that should not. */
    void bug(Throwable cause) {
        group.bug(cause);
        close(1011, "The broker has a bug; its log has more about it.");
    }

    void tick() {
        if (conversation.holding()) {
            heartbeat.heard(group.nanoTime()); // its answer would not be read now
        }
        switch (heartbeat.tick(group.nanoTime(), writer.unsentBytes(), group.settings())) {
            case FINE -> {}
            case ASK -> frames.ping();
            case GONE -> abort();
        }
        if (!closing && !closed) {
            login.tick();
        }
        if (!closing && !closed) {
            conversation.tick();
            long idleMillis = group.broker().config().limits().idleConnectionMillis();
            if (idleMillis > 0 && conversation.idleNanos() > idleMillis * 1_000_000) {
                close(NORMAL, "Nothing was asked for, for limits.idleConnectionMillis: connect again when needed.");
            }
        }
    }

    void topicsChanged() {
        if (!closing && !closed) {
            conversation.topicsChanged();
        }
    }

    /** Frames of one message, put together. Event-loop confined. */
    static final class MessageAssembly {

        /** What has come of another frame. */
        enum State {
            MORE,
            COMPLETE,
            BROKEN,
            TOO_LARGE
        }

        private static final byte[] NONE = new byte[0];

        /** One array, however many frames there are: they may be empty, and without end. */
        private byte[] bytes = NONE;

        private int size;
        private boolean open;

        State add(ByteBuf content, boolean first, boolean last, int maxBytes) {
            if (first == open) {
                return State.BROKEN;
            }
            int all = size + content.readableBytes();
            if (all > maxBytes) {
                return State.TOO_LARGE;
            }
            if (all > bytes.length) {
                bytes = Arrays.copyOf(bytes, last ? all : Math.min(maxBytes, Math.max(all, 2 * size)));
            }
            content.getBytes(content.readerIndex(), bytes, size, all - size);
            size = all;
            open = !last;
            return last ? State.COMPLETE : State.MORE;
        }

        /** The whole message, which is forgotten. */
        byte[] message() {
            byte[] whole = bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
            release();
            return whole;
        }

        /** What the parts of a message that is not whole yet take. */
        int heldBytes() {
            return bytes.length;
        }

        void release() {
            bytes = NONE;
            size = 0;
            open = false;
        }
    }
}
