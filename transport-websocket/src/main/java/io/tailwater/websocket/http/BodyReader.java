package io.tailwater.websocket.http;

import io.tailwater.websocket.gate.RequestWait;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Reads a request's body into memory, within bounds. Event-loop confined. */
final class BodyReader {

    private static final int LEAST_PROGRESS_BYTES = 1 << 10;

    private final ApiRequest request;
    private final HeldMemory memory;
    private final int maxBytes;
    private Buffer body = Buffer.buffer();
    private final Promise<Buffer> promise = Promise.promise();
    private int lengthBefore;
    private boolean over;

    private BodyReader(ApiRequest request, HeldMemory memory, int maxBytes) {
        this.request = request;
        this.memory = memory;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads it.
     *
     * @return completes with all of it; when it is too large, or too much is held already, the request is refused and this never
     *     completes
     */
    static Future<Buffer> read(ApiRequest request, int maxBytes) {
        return read(request, HeldMemory.of(request), maxBytes);
    }

    /** @param memory what the request is to hold for its body */
    static Future<Buffer> read(ApiRequest request, HeldMemory memory, int maxBytes) {
        BodyReader reader = new BodyReader(request, memory, maxBytes);
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
        if (!over && body.length() - lengthBefore < LEAST_PROGRESS_BYTES) {
            end();
            request.refuse(408, "REQUEST_TIMED_OUT", "The body comes too slowly: less than a kilobyte in a minute.");
        }
        lengthBefore = body.length();
    }

    private void add(Buffer chunk) {
        if (over) {
            return;
        }
        if (body.length() + chunk.length() > maxBytes) {
            tooLarge();
        } else if (!memory.holds(HeldMemory.ofBuffer(body.length() + chunk.length()))) {
            end();
            request.refuseForMemory(new JsonObject());
        } else {
            body.appendBuffer(chunk);
        }
    }

    /** A connection that is refused stays for a moment, and what came is of no use. */
    private void end() {
        over = true;
        body = Buffer.buffer();
    }

    private void tooLarge() {
        end();
        request.refuse(
                413,
                "MESSAGE_TOO_LARGE",
                "A body of this kind may have " + maxBytes
                        + " bytes: application/x-ndjson takes any number of records.");
    }
}
