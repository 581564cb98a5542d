package io.tailwater.websocket.http;

import io.vertx.core.http.HttpMethod;

/** Logs a browser out: its cookie counts no more, and WebSockets that came by it end. */
final class DeleteSessionHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.DELETE;
    }

    @Override
    public String path() {
        return "/v1/session";
    }

    @Override
    public Needed needed() {
        return Needed.NOTHING;
    }

    @Override
    public void handle(ApiRequest request) {
        request.environment().login().closePage(request.http(), request.response());
        request.response().setStatusCode(204).end();
    }
}
