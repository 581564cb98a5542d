package io.tailwater.websocket.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the API itself. */
final class GetDescriptionHandler implements ApiHandler {

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/openapi.json";
    }

    @Override
    public Needed needed() {
        return Needed.NAME;
    }

    @Override
    public void handle(ApiRequest request) {
        request.answer(200, Description.JSON);
    }

    /** Read when it is first asked for. */
    private static final class Description {

        static final JsonObject JSON = read();

        private static JsonObject read() {
            try (InputStream resource = GetDescriptionHandler.class.getResourceAsStream("openapi.json")) {
                if (resource == null) {
                    throw new IllegalStateException("openapi.json is missing beside " + GetDescriptionHandler.class);
                }
                JsonObject json = Buffer.buffer(resource.readAllBytes()).toJsonObject();
                json.getJsonObject("info").put("version", Version.text());
                return json;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
