package io.tailwater.core.quota;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.security.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * What one client of a protocol without client ids has to wait for its quotas. Event-loop confined. Times are in milliseconds, 0
 * for none; amounts of 0 only ask.
 */
public final class ClientPacing {

    /** The client id of whoever asks over HTTP. */
    public static final String HTTP = "http";

    /** The client id of WebSocket connections. */
    public static final String WEB_SOCKET = "websocket";

    /** The client id of whoever asks over the event bus. */
    public static final String EVENT_BUS = "event-bus";

    private final Quotas quotas;
    private final BrokerMetrics metrics;
    private final String clientId;
    private @Nullable ClientLimits limits;

    public ClientPacing(Quotas quotas, BrokerMetrics metrics, String clientId) {
        this.quotas = quotas;
        this.metrics = metrics;
        this.clientId = clientId;
    }

    /** The client produced so much: how long to take nothing more. */
    public long produced(ClientSession session, long bytes) {
        ClientLimits now = limits(session);
        return now == null ? 0 : told(QuotaKey.PRODUCER_BYTE_RATE, bytes, now.produced(bytes));
    }

    /** The client was sent so much: how long to send nothing more. */
    public long fetched(ClientSession session, long bytes) {
        ClientLimits now = limits(session);
        return now == null ? 0 : told(QuotaKey.CONSUMER_BYTE_RATE, bytes, now.fetched(bytes));
    }

    /** Whether {@link #worked} wants to know. */
    public boolean timesRequests(ClientSession session) {
        ClientLimits now = limits(session);
        return now != null && now.timesRequests();
    }

    /** The event loop worked so long for it: how long to do nothing more. */
    public long worked(ClientSession session, long nanos) {
        ClientLimits now = limits(session);
        return now == null ? 0 : told(QuotaKey.REQUEST_PERCENTAGE, nanos, now.worked(nanos));
    }

    /** The client is going to create or delete partitions: if not now, in how long. */
    public long tryMutate(ClientSession session, int partitions) {
        ClientLimits now = limits(session);
        return now == null ? 0 : told(QuotaKey.CONTROLLER_MUTATION_RATE, partitions, now.tryMutate(partitions));
    }

    private @Nullable ClientLimits limits(ClientSession session) {
        limits = quotas.limits(limits, session, clientId);
        return limits;
    }

    private long told(QuotaKey quota, long amount, long millis) {
        if (amount > 0 && millis > 0) {
            metrics.throttled(quota.text(), millis);
        }
        return millis;
    }
}
