package io.tailwater.websocket.http;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a broker over HTTP. Thread-safe; blocking. */
final class Asked {

    private static final Duration LIMIT = Duration.ofSeconds(110);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    Asked(int port) {
        root = "http://127.0.0.1:" + port;
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create(root + path);
    }

    /** A response whose body is JSON. */
    record Answer(int status, String contentType, JsonObject json) {}

    Answer get(String path) {
        return send("GET", path, null, BodyPublishers.noBody());
    }

    Answer json(String method, String path, Object body) {
        return send(method, path, "application/json", BodyPublishers.ofString(body.toString()));
    }

    Answer text(String path, String contentType, String body) {
        return send("POST", path, contentType, BodyPublishers.ofString(body));
    }

    Answer send(String method, String path, String contentType, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(LIMIT).method(method, body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        HttpResponse<String> response = send(request.build());
        String answered = response.body();
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                answered.isEmpty() ? new JsonObject() : new JsonObject(answered));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
