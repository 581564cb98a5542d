package io.tailwater.websocket.http;

import io.vertx.core.http.HttpMethod;

/** One operation of the HTTP API. Stateless. */
interface ApiHandler {

    HttpMethod method();

    /** As {@code openapi.json} writes it: {@code /v1/topics/{topic}}. */
    String path();

    /** What whoever asks has to have; {@link HttpApi} looks at it first. */
    Needed needed();

    /**
     * Answers a request of somebody who has what is needed.
     *
     * @throws BadRequest with a sentence, when something in the request is wrong
     */
    void handle(ApiRequest request);
}
