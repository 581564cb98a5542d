package io.tailwater.websocket.route;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Errors over HTTP, as {@code application/problem+json} (RFC 9457). Stateless. */
public final class Problem {

    public static final String CONTENT_TYPE = "application/problem+json";

    private Problem() {}

    /**
     * Ends a response with an error.
     *
     * @param code what a program may look at, such as {@code UNKNOWN_TOPIC_OR_PARTITION}
     * @param detail a sentence that says what to do
     */
    public static void send(HttpServerResponse response, int status, String code, String detail) {
        response.setStatusCode(status)
                .putHeader("Content-Type", CONTENT_TYPE)
                .end(json(status, code, detail).toBuffer());
    }

    /** An error, to which more can be added. */
    public static JsonObject json(int status, String code, String detail) {
        return new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("code", code)
                .put("detail", detail);
    }
}
