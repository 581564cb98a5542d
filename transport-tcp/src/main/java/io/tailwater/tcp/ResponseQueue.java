package io.tailwater.tcp;

import io.tailwater.transport.SocketWriter;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The requests of one connection that are to be answered, in the order in which they came: responses leave in that order,
 * whatever order they are ready in. Event-loop confined.
 */
final class ResponseQueue {

    private final ArrayDeque<InFlightRequest<?, ?>> requests = new ArrayDeque<>(4);

    void add(InFlightRequest<?, ?> request) {
        requests.add(request);
    }

    /**
     * Sends what is ready and not behind something that is not.
     *
     * @param sent told of each
     */
    void sendReady(SocketWriter out, Consumer<InFlightRequest<?, ?>> sent) {
        for (InFlightRequest<?, ?> first = requests.peek(); first != null && first.done(); first = requests.peek()) {
            first.send(out);
            requests.remove();
            sent.accept(first);
        }
    }

    /** Drops everything, because the connection closed. */
    void abandonAll() {
        for (InFlightRequest<?, ?> request = requests.poll(); request != null; request = requests.poll()) {
            request.abandon();
        }
    }

    /** Whether nothing is to be answered but what waits for something to happen. */
    boolean onlyWaiting() {
        for (InFlightRequest<?, ?> request : requests) {
            if (!request.cancellable()) {
                return false;
            }
        }
        return true;
    }
}
