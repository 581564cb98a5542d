package io.tailwater.websocket.http;

import io.tailwater.core.security.ClientSession;
import io.tailwater.spi.security.Credentials;
import io.tailwater.transport.Arrival;
import io.tailwater.websocket.login.Asker;
import io.tailwater.websocket.login.LoginGate;
import io.tailwater.websocket.login.OfferedCredentials;
import io.tailwater.websocket.login.RequestLogin;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Logs a browser in: whoever knows a name and its password gets a cookie. */
final class PostSessionHandler implements ApiHandler {

    private static final int MAX_BYTES = 8 << 10;
    private static final Set<String> FIELDS = Set.of("user", "password");

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
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
        String type = request.http().getHeader("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            request.refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json: {\"user\": …, \"password\": …}.");
            return;
        }
        Arrival arrival = Arrival.of(request.http().connection());
        if (!RequestLogin.mustSay(arrival)) {
            request.refuse(409, "INVALID_REQUEST", "Nobody has to log in here.");
            return;
        }
        BodyReader.read(request, MAX_BYTES).onSuccess(body -> {
            try {
                request.environment()
                        .login()
                        .check(credentials(body), arrival)
                        .onSuccess(asker -> answer(request, asker));
            } catch (BadRequest e) {
                request.refuse(400, "INVALID_REQUEST", String.valueOf(e.getMessage()));
            }
        });
    }

    private static Credentials credentials(Buffer body) {
        try {
            JsonObject json = body.toJsonObject();
            if (json.fieldNames().equals(FIELDS)
                    && json.getValue("user") instanceof String user
                    && json.getValue("password") instanceof String password) {
                return OfferedCredentials.password(user, password);
            }
        } catch (DecodeException | ClassCastException e) {
            // Said below, without what was there: it may be a password.
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
        throw new BadRequest("The body must be {\"user\": …, \"password\": …}, two strings.");
    }

    private static void answer(ApiRequest request, Asker asker) {
        if (asker instanceof Asker.Known known) {
            ClientSession session = known.login().session();
            ClientSession page = request.environment().login().openPage(request.http(), request.response(), session);
            request.answer(200, GetSessionHandler.json(page).put("loginRequired", true));
        } else if (asker instanceof Asker.TurnedAway turnedAway) {
            LoginGate.refuse(request.http(), request.response(), turnedAway);
        }
    }
}
