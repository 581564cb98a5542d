package io.tailwater.websocket.http;

import io.tailwater.websocket.gate.RequestWait;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request's body into memory, within bounds. Event-loop confined. */
final class BodyReader {

    private static final int LEAST_PROGRESS_BYTES = 1 << 10;

    private final ApiRequest request;
    private final int maxBytes;
    private final Buffer body = Buffer.buffer();
    private final Promise<Buffer> promise = Promise.promise();
    private long taken;
    private long takenBefore;
    private boolean over;

    private BodyReader(ApiRequest request, int maxBytes) {
        this.request = request;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads it.
     *
     * @return completes with all of it; when it is too large, or too much is held already, the request is refused and this never
     *     completes. What it takes of the quota is given back when the response has ended
     */
    static Future<Buffer> read(ApiRequest request, int maxBytes) {
        BodyReader reader = new BodyReader(request, maxBytes);
        reader.begin();
        return reader.promise.future();
    }

    private void begin() {
        HttpServerRequest http = request.http();
        String length = http.getHeader("Content-Length");
        if (length != null && (length.length() > 18 || Long.parseLong(length) > maxBytes)) {
            tooLarge();
            return;
        }
        request.routing().addEndHandler(done -> request.environment().bodies.giveBack(taken));
        long timer = request.environment()
                .vertx()
                .setPeriodic(RequestWait.of(request.broker().config().limits()), ticked -> look());
        request.routing().addEndHandler(done -> request.environment().vertx().cancelTimer(timer));
        http.handler(this::add);
        http.endHandler(end -> {
            request.environment().vertx().cancelTimer(timer);
            if (!over) {
                promise.complete(body);
            }
        });
        http.resume();
    }

    /** Who sends a byte now and then keeps memory that others need. */
    private void look() {
        if (!over && taken - takenBefore < LEAST_PROGRESS_BYTES) {
            over = true;
            request.refuse(408, "REQUEST_TIMED_OUT", "The body comes too slowly: less than a kilobyte in a minute.");
        }
        takenBefore = taken;
    }

    private void add(Buffer chunk) {
        if (over) {
            return;
        }
        if (body.length() + chunk.length() > maxBytes) {
            tooLarge();
        } else if (!request.environment().bodies.take(chunk.length())) {
            over = true;
            request.refuse(
                    429,
                    "THROTTLING_QUOTA_EXCEEDED",
                    "Bodies under way have as many bytes as http.bodyBytes allows: try again, or send application/x-ndjson.");
        } else {
            taken += chunk.length();
            body.appendBuffer(chunk);
        }
    }

    private void tooLarge() {
        over = true;
        request.refuse(
                413,
                "MESSAGE_TOO_LARGE",
                "A body of this kind may have " + maxBytes
                        + " bytes: application/x-ndjson takes any number of records.");
    }
}
