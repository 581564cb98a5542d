package io.tailwater.websocket.eventbus;

import io.tailwater.websocket.route.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets bodies in that are read whole, as long as all of them together are not too large. They count as what they say they will be:
 * nobody is asked while they are read. Event-loop confined, one for each.
 */
final class PostedBodies implements Handler<RoutingContext> {

    private final long mostBytes;
    private final int mostBytesOfOne;
    private long bytes;

    PostedBodies(long mostBytes, int mostBytesOfOne) {
        this.mostBytes = mostBytes;
        this.mostBytesOfOne = mostBytesOfOne;
    }

    @Override
    public void handle(RoutingContext routing) {
        long length = length(routing.request());
        if (length > mostBytesOfOne) {
            Problem.send(
                    routing.response(), 413, "MESSAGE_TOO_LARGE", "A body may have " + mostBytesOfOne + " bytes here.");
        } else if (bytes + length > mostBytes) {
            Problem.send(
                    routing.response(), 429, "THROTTLING_QUOTA_EXCEEDED", "Too many bodies are under way: try again.");
        } else {
            bytes += length;
            routing.addEndHandler(done -> bytes -= length);
            routing.next();
        }
    }

    private long length(HttpServerRequest request) {
        String declared = request.getHeader("Content-Length");
        if (declared != null) {
            return Long.parseLong(declared); // which the decoder has checked
        }
        return request.headers().contains("Transfer-Encoding") ? mostBytesOfOne : 0;
    }
}
