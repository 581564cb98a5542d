package io.tailwater.websocket.http;

import io.tailwater.core.security.ClientSession;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.RequestLogin;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** Who the broker takes whoever asks for. */
final class GetSessionHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/session";
    }

    @Override
    public Needed needed() {
        return Needed.NAME;
    }

    @Override
    public void handle(ApiRequest request) {
        boolean loginRequired = RequestLogin.mustSay(Arrival.of(request.http().connection()));
        request.answer(200, json(request.session()).put("loginRequired", loginRequired));
    }

    static JsonObject json(ClientSession session) {
        JsonObject json = new JsonObject().put("principal", session.principal().toString());
        return session.expiresAtMillis() == Long.MAX_VALUE ? json : json.put("expiresAt", session.expiresAtMillis());
    }
}
