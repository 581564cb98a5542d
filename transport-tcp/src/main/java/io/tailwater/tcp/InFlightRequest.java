package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.tcp.api.ApiHandler;
import io.tailwater.tcp.api.ClientConnection;
import io.tailwater.tcp.api.ConnectionRefused;
import io.tailwater.tcp.api.RequestContext;
import io.tailwater.tcp.wire.RequestHeader;
import io.tailwater.tcp.wire.ResponseWriter;
import io.tailwater.tcp.wire.ThrottleTimes;
import io.tailwater.transport.SocketWriter;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its decoding to its response. Event-loop confined to its connection's event loop.
 *
 * @param <Q> the request
 * @param <R> the response
 */
final class InFlightRequest<Q extends ApiMessage, R extends ApiMessage> implements RequestContext, Completable<R> {

    private static final Logger LOG = LoggerFactory.getLogger(InFlightRequest.class);

    private final KafkaConnection connection;
    private final ApiHandler<Q, R> handler;
    private final RequestHeader header;
    private final String clientId;
    private final long startNanos;
    private final Q request;
    private final @Nullable TracedRequest trace;
    private final @Nullable ClientLimits limits;
    private @Nullable RequestFrame frame;
    private @Nullable Runnable cancel;
    private @Nullable R response;
    private boolean abandoned;
    private long workedNanos;
    private long throttleMillis;
    private QuotaKey throttledBy = QuotaKey.REQUEST_PERCENTAGE;

    /** @param frame released when the request is answered; null when nobody reads it any more */
    InFlightRequest(
            KafkaConnection connection,
            ApiHandler<Q, R> handler,
            RequestHeader header,
            String clientId,
            Q request,
            @Nullable RequestFrame frame,
            long startNanos) {
        this.connection = connection;
        this.handler = handler;
        this.header = header;
        this.clientId = clientId;
        this.request = request;
        this.frame = frame;
        this.startNanos = startNanos;
        this.trace = TracedRequest.of(connection.broker(), handler.api(), request);
        this.limits = connection.limits(clientId);
    }

    /** @param beganNanos when its decoding began; 0 when that was not noted */
    void start(long beganNanos) {
        if (limits != null && limits.timesRequests()) {
            startTimed(beganNanos == 0 ? connection.nanoTime() : beganNanos);
        } else {
            handle().onComplete(this);
        }
    }

    private void startTimed(long beganNanos) {
        Future<R> answer = handle();
        workedNanos = connection.nanoTime() - beganNanos;
        answer.onComplete(this);
    }

    private Future<R> handle() {
        try {
            Errors refusal = handler.authorize(this, request);
            return refusal == Errors.NONE
                    ? handler.handle(this, request)
                    : Future.succeededFuture(handler.failed(this, request, refusal));
        } catch (Throwable e) {
            // Errors too: whatever happens, the client gets an answer and those behind it their turn.
            return Future.failedFuture(e);
        }
    }

    @Override
    public void complete(@Nullable R result, @Nullable Throwable failure) {
        cancel = null;
        if (frame != null) {
            connection.release(frame);
            frame = null;
        }
        if (abandoned) {
            if (result != null) {
                handler.discard(result);
            }
        } else if (failure instanceof ConnectionRefused refused) {
            connection.refuse(header, String.valueOf(refused.getMessage()));
        } else {
            R ready = result != null ? result : failed(failure);
            response = ready;
            connection.refusals(handler.api(), ready);
            if (trace != null) {
                trace.answered(ready);
            }
            if (limits != null) {
                if (limits.timesRequests()) {
                    throttle(
                            QuotaKey.REQUEST_PERCENTAGE,
                            limits.worked(workedNanos + connection.appends().workedNanos()));
                }
                if (throttleMillis > 0) {
                    ThrottleTimes.set(ready, (int) Math.min(Integer.MAX_VALUE, throttleMillis));
                    connection.mute(throttledBy, throttleMillis);
                }
            }
        }
        connection.completed();
    }

    private R failed(@Nullable Throwable failure) {
        LOG.atError()
                .addKeyValue("apiKey", handler.api().name)
                .addKeyValue("apiVersion", header.version())
                .addKeyValue("clientId", clientId)
                .addKeyValue("correlationId", header.correlationId())
                .setCause(failure)
                .log("A request failed for a reason that is not the client's");
        return handler.failed(this, request, Errors.UNKNOWN_SERVER_ERROR);
    }

    boolean answered() {
        return handler.answered(request);
    }

    boolean done() {
        return response != null;
    }

    /** Whether somebody said how to cancel it: it waits for something, perhaps for long. */
    boolean cancellable() {
        return cancel != null;
    }

    /** Sends the response; only when {@link #done}. */
    void send(SocketWriter out) {
        R ready = response;
        if (ready != null) {
            ClientLimits timed = limits != null && limits.timesRequests() ? limits : null;
            long began = timed == null ? 0 : connection.nanoTime();
            ResponseWriter.send(out, handler.api(), header.correlationId(), ready, header.version());
            response = null;
            if (timed != null) {
                timed.worked(connection.nanoTime() - began); // the next one waits for it
            }
        }
    }

    /** Nobody will read the response any more. */
    void abandon() {
        abandoned = true;
        R ready = response;
        if (ready != null) {
            response = null;
            handler.discard(ready);
        }
        Runnable waits = cancel;
        if (waits != null) {
            cancel = null;
            waits.run();
        }
    }

    /** The answer has gone out. */
    void sent(long endNanos) {
        if (trace != null) {
            trace.sent(clientId, startNanos, endNanos);
        }
    }

    String apiName() {
        return handler.api().name;
    }

    long startNanos() {
        return startNanos;
    }

    @Override
    public Broker broker() {
        return connection.broker();
    }

    @Override
    public short version() {
        return header.version();
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public ClientConnection connection() {
        return connection;
    }

    @Override
    public @Nullable ClientLimits limits() {
        return limits;
    }

    @Override
    public void throttle(QuotaKey quota, long millis) {
        if (millis > throttleMillis) {
            throttleMillis = millis;
            throttledBy = quota;
        }
    }

    @Override
    public void whenAbandoned(Runnable whenAbandoned) {
        cancel = whenAbandoned;
    }
}
