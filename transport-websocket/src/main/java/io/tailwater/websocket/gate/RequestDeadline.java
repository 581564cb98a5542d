package io.tailwater.websocket.gate;

import io.tailwater.transport.ConnectionEnd;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which no whole request comes for too long, however many bytes of one trickle: as many connections would
 * keep everybody else out. Confined to one event loop.
 */
public final class RequestDeadline {

    private final Map<HttpConnection, Waiting> connections = new HashMap<>();
    private final int ticks;

    private static final class Waiting {

        private @Nullable HttpServerRequest last;
        private int ticks;

        boolean answering() {
            return last != null && !last.response().ended() && !last.response().closed();
        }
    }

    /** @param ticks how often {@link #tick} is called before the time is over */
    public RequestDeadline(int ticks) {
        this.ticks = ticks;
    }

    public void opened(HttpConnection connection) {
        connections.put(connection, new Waiting());
    }

    public void asked(HttpServerRequest request) {
        Waiting waiting = connections.get(request.connection());
        if (waiting != null) {
            waiting.last = request;
            waiting.ticks = 0;
        }
    }

    public void closed(HttpConnection connection) {
        connections.remove(connection);
    }

    /** To be called at regular intervals; returns how many connections it closed. */
    public int tick() {
        int late = 0;
        for (Map.Entry<HttpConnection, Waiting> entry : List.copyOf(connections.entrySet())) {
            Waiting waiting = entry.getValue();
            if (waiting.answering() || !ConnectionEnd.speaksHttp(entry.getKey())) {
                waiting.ticks = 0;
            } else if (++waiting.ticks > ticks) {
                connections.remove(entry.getKey());
                entry.getKey().close();
                late++;
            }
        }
        return late;
    }
}
