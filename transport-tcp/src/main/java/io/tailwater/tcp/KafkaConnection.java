package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.quota.QuotaPause;
import io.tailwater.core.security.ClientSession;
import io.tailwater.spi.security.Principal;
import io.tailwater.tcp.api.ApiHandler;
import io.tailwater.tcp.api.ApiVersionsHandler;
import io.tailwater.tcp.api.BrokerAddress;
import io.tailwater.tcp.api.ClientConnection;
import io.tailwater.tcp.sasl.SaslSession;
import io.tailwater.tcp.wire.BoundedReader;
import io.tailwater.tcp.wire.ClientIdReader;
import io.tailwater.tcp.wire.RequestHeader;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.Arrival;
import io.tailwater.transport.SocketEvents;
import io.tailwater.transport.SocketWriter;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One client: its requests in, its responses out in the same order, its limits. Event-loop confined.
 *
 * <p>A request is begun while the connection is under its limits and less than about 1 MiB waits to be sent to it; otherwise
 * it stays in the socket.
 */
final class KafkaConnection implements ClientConnection, SocketEvents {

    /** A frame that has begun must get on by this much, or end, before a connection counts as stalled. */
    private static final int PROGRESS_BYTES = 4 << 10;

    private final ConnectionGroup group;
    private final ListenerConfig listener;
    private final RequestFrameDecoder decoder;
    private final SocketWriter writer;
    private final ResponseQueue responses = new ResponseQueue();
    private final ClientIdReader clientIds = new ClientIdReader();
    private final Consumer<InFlightRequest<?, ?>> sent = this::sent;
    private final Map<Object, Runnable> whenClosed = new HashMap<>(0);
    private final ClientSession arrived;
    private final @Nullable ConnectionLogin login;
    private final UserSlot userSlot;
    private final QuotaPause muting;
    private @Nullable ClientLimits limits;
    private @Nullable AppendSequence appends;
    private @Nullable BrokerAddress address;
    private int requestsUnderWay;
    private long bytesUnderWay;
    private @Nullable String endReason;
    private boolean closed;
    private boolean stopping;
    private long bytesAtProgress;
    private int ticksWithoutProgress;

    KafkaConnection(ConnectionGroup group, AcceptedSocket socket, Arrival arrival) {
        this.group = group;
        this.listener = arrival.listener();
        this.decoder = new RequestFrameDecoder(group.limits().maxRequestBytes(), group.budgets());
        this.writer = SocketWriter.install(socket, decoder, this);
        this.arrived = arrival.session();
        this.userSlot = group.userSlot();
        this.login = group.login(arrival, decoder, writer, userSlot);
        this.muting = group.muting(this::resumeIfAllowed);
    }

    @Override
    public void received(Object message) {
        if (message instanceof RequestFrame frame) {
            if (closed || stopping) {
                frame.release();
                return;
            }
            requestsUnderWay++;
            bytesUnderWay += frame.size();
            if (login != null && login.sasl().expectsBareMessage()) {
                bareMessage(login, frame);
            } else {
                begin(frame);
            }
        } else if (message instanceof FrameRefused refused) {
            refuse(null, refused.reason());
        }
    }

    private void begin(RequestFrame frame) {
        BoundedReader body = new BoundedReader(frame.view());
        RequestHeader header = RequestHeader.read(body);
        ApiHandler<?, ?> handler = group.handlers().find(header.apiKey());
        String refusal = login == null ? null : login.sasl().refusal(header.apiKey());
        if (refusal != null) {
            refuse(header, refusal);
        } else if (handler == null) {
            refuse(header, "an unknown API");
        } else if (handler.versions().contains(header.version())) {
            if (start(handler, header, body, frame)) {
                pauseIfNeeded();
                return;
            }
        } else if (handler instanceof ApiVersionsHandler apiVersions) {
            release(frame);
            answerUnknownVersion(apiVersions, header);
            return;
        } else {
            refuse(header, "an unsupported version");
        }
        requestsUnderWay--;
        release(frame);
    }

    /** Returns false when the request makes no sense. */
    private <Q extends ApiMessage, R extends ApiMessage> boolean start(
            ApiHandler<Q, R> handler, RequestHeader header, BoundedReader body, RequestFrame frame) {
        long beganNanos = limits != null && limits.timesRequests() ? nanoTime() : 0;
        String clientId;
        Q request;
        try {
            short headerVersion = handler.api().requestHeaderVersion(header.version());
            clientId = RequestHeader.readRest(body, headerVersion, clientIds);
            if (handler.hashesArrays()) {
                body.expectHashedArrays(handler.api().messageType.requestSchemas()[header.version()]);
            }
            request = handler.decode(body, header.version());
        } catch (RuntimeException e) {
            // Kafka's decoders throw nothing more specific.
            refuse(header, "a request that cannot be read: " + e.getMessage());
            return false;
        }
        RequestFrame needed = frame;
        if (!handler.readsFrameLater()) {
            release(frame);
            needed = null;
        }
        InFlightRequest<Q, R> inFlight =
                new InFlightRequest<>(this, handler, header, clientId, request, needed, group.startNanos());
        if (inFlight.answered()) {
            responses.add(inFlight);
        }
        inFlight.start(beganNanos);
        return true;
    }

    private void bareMessage(ConnectionLogin under, RequestFrame frame) {
        byte[] message = frame.copy();
        release(frame);
        under.sasl().next(message).onComplete(answered -> {
            if (!closed) {
                endReason = under.answerBare(answered);
            }
            completed();
        });
        pauseIfNeeded();
    }

    /** In version 0, which every client reads, with the range it may step down to. */
    private void answerUnknownVersion(ApiVersionsHandler handler, RequestHeader header) {
        ApiVersionsRequestData unread = new ApiVersionsRequestData();
        RequestHeader versionZero = new RequestHeader(header.apiKey(), (short) 0, header.correlationId());
        var inFlight = new InFlightRequest<>(this, handler, versionZero, "", unread, null, group.startNanos());
        responses.add(inFlight);
        inFlight.complete(handler.failed(inFlight, unread, Errors.UNSUPPORTED_VERSION), null);
    }

    /** A request's future completed. */
    void completed() {
        requestsUnderWay--;
        if (closed || (login != null && login.endsWithItsUser(this))) {
            return;
        }
        try {
            responses.sendReady(writer, sent);
        } catch (RuntimeException e) {
            group.log().failed(clientIds.last(), e);
            writer.abort();
            return;
        }
        if (login != null) {
            login.adjustLimits();
        }
        if (endReason != null) {
            refuse(null, endReason);
        } else if (stopping) {
            closeWhenAnswered();
        } else {
            resumeIfAllowed();
        }
    }

    /** A response is going to be sent: what in it is refused is counted, if anybody wants to know. */
    void refusals(ApiKeys api, ApiMessage response) {
        BrokerMetrics metrics = group.broker().metrics();
        if (metrics.timed()) {
            ResponseErrors.each(
                    response,
                    code -> metrics.requestRefused(
                            api.name, Errors.forCode((short) code).name(), 1));
        }
    }

    private void sent(InFlightRequest<?, ?> request) {
        group.answered(request);
    }

    /** Nobody reads these bytes any more. */
    void release(RequestFrame frame) {
        bytesUnderWay -= frame.size();
        frame.release();
    }

    private void pauseIfNeeded() {
        if (!underLimits()) {
            decoder.pause();
        }
    }

    private void resumeIfAllowed() {
        if (!closed && !stopping && underLimits()) {
            decoder.resume();
        }
    }

    private boolean underLimits() {
        LimitsConfig bounds = group.limits();
        return requestsUnderWay < bounds.connectionRequests()
                && bytesUnderWay < bounds.connectionBytes()
                && writer.writable()
                && (login == null || !login.sasl().busy())
                && !muting.on();
    }

    /** What holds for the client; null without quotas. */
    @Nullable
    ClientLimits limits(String clientId) {
        limits = group.broker().quotas().limits(limits, session(), clientId);
        return limits;
    }

    /** Takes no more requests for so long; answers are sent. */
    void mute(QuotaKey quota, long millis) {
        group.broker().metrics().throttled(quota.text(), millis);
        if (!closed && !stopping) {
            decoder.pause();
            muting.begin(millis);
        }
    }

    /** Counts it for the user whose certificate it came with; false when that one has as many as there may be. */
    boolean enter() {
        return arrived.principal().equals(Principal.ANONYMOUS) || userSlot.enter(arrived);
    }

    /** The one it is counted by. */
    String address() {
        return arrived.clientHost();
    }

    long nanoTime() {
        return group.nanoTime();
    }

    /** Closes the connection, for which the protocol has no other answer. */
    void refuse(@Nullable RequestHeader header, String reason) {
        if (!closed && !stopping) {
            stopping = true;
            group.log().refused(String.valueOf(writer.remoteAddress()), clientIds.last(), header, reason);
            group.broker().metrics().requestRejected(reason);
            writer.close();
        }
    }

    /** Takes no more requests, answers those under way, closes. */
    void stop() {
        stopping = true;
        decoder.pause();
        closeWhenAnswered();
    }

    private void closeWhenAnswered() {
        // A fetch that waits for data would wait for as long as the client allowed.
        if (responses.onlyWaiting()) {
            writer.close();
        }
    }

    @Override
    public void writable() {
        resumeIfAllowed();
    }

    @Override
    public void closed() {
        closed = true;
        muting.end();
        userSlot.leave();
        responses.abandonAll();
        whenClosed.values().forEach(Runnable::run);
        whenClosed.clear();
        group.closed(this);
    }

    /**
     * Called at regular intervals; closes the connection when nothing has happened on it for too long.
     *
     * @param ticksAmidCrowd how long a frame may not get on while others wait for the room that is kept for it
     * @param ticksMidFrame how long it may not get on otherwise
     * @param ticksIdle how long nothing may happen at all
     * @param ticksToLogIn how long it may take to log in, where a client has to
     */
    void tick(int ticksAmidCrowd, int ticksMidFrame, int ticksIdle, int ticksToLogIn) {
        if (login != null && login.overdue(muting.on(), ticksToLogIn)) {
            refuse(null, login.userRemoved() ? ConnectionLogin.USER_REMOVED : "a login that does not come");
        }
        long received = decoder.receivedBytes();
        boolean progress = decoder.midFrame()
                ? received - bytesAtProgress >= PROGRESS_BYTES || decoder.waiting()
                : received != bytesAtProgress || requestsUnderWay > 0;
        if (progress) {
            bytesAtProgress = received;
            ticksWithoutProgress = 0;
            return;
        }
        ticksWithoutProgress++;
        if (stopping || ticksWithoutProgress >= ticksIdle) {
            // It may be idle because it does not read what it was sent.
            writer.abort();
        } else if (decoder.midFrame()
                && ticksWithoutProgress >= (decoder.keepsOthersWaiting() ? ticksAmidCrowd : ticksMidFrame)) {
            refuse(null, "a request whose bytes do not come");
        }
    }

    Broker broker() {
        return group.broker();
    }

    @Override
    public BrokerAddress brokerAddress() {
        BrokerAddress known = address;
        if (known == null) {
            known = BrokerAddress.of(listener, writer.localAddress());
            address = known;
        }
        return known;
    }

    @Override
    public String clientHost() {
        return String.valueOf(((InetSocketAddress) writer.remoteAddress()).getAddress());
    }

    @Override
    public ClientSession session() {
        ClientSession proved = login == null ? null : login.sasl().session();
        return proved == null ? arrived : proved;
    }

    @Override
    public @Nullable SaslSession sasl() {
        return login == null ? null : login.sasl();
    }

    @Override
    public void endAfterAnswer(String reason) {
        endReason = reason;
    }

    @Override
    public AppendSequence appends() {
        AppendSequence known = appends;
        if (known == null) {
            known = group.appends();
            appends = known;
        }
        return known;
    }

    @Override
    public void whenClosed(Object key, @Nullable Runnable action) {
        if (action == null) {
            whenClosed.remove(key);
        } else if (closed) {
            action.run();
        } else {
            whenClosed.put(key, action);
        }
    }
}
