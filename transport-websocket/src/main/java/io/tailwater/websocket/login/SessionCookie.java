package io.tailwater.websocket.login;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console's cookie. Its name has the port, because browsers keep cookies of all ports of a host together; with TLS it has
 * the prefix {@code __Host-}, so that no other host, and nothing that is not encrypted, can set it. Stateless.
 */
final class SessionCookie {

    private static final String NAME = "tailwater-";
    private static final String SECURE_PREFIX = "__Host-";

    private SessionCookie() {}

    /** What it has; null when there is none, or more than one, which no browser of ours sends. */
    static @Nullable String read(HttpServerRequest request) {
        String id = read(request, SECURE_PREFIX + name(request));
        return id == null && !encrypted(request) ? read(request, name(request)) : id;
    }

    private static @Nullable String read(HttpServerRequest request, String name) {
        Set<Cookie> cookies = request.cookies(name);
        return cookies.size() == 1 ? cookies.iterator().next().getValue() : null;
    }

    static void set(HttpServerRequest request, HttpServerResponse response, String id) {
        response.addCookie(cookie(request, id));
    }

    static void clear(HttpServerRequest request, HttpServerResponse response) {
        response.addCookie(cookie(request, "").setMaxAge(0));
    }

    private static Cookie cookie(HttpServerRequest request, String value) {
        boolean encrypted = encrypted(request);
        return Cookie.cookie((encrypted ? SECURE_PREFIX : "") + name(request), value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(encrypted);
    }

    private static String name(HttpServerRequest request) {
        return NAME + request.localAddress().port();
    }

    /** Here, or by whoever is in front of us: the page's own address says so. */
    private static boolean encrypted(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return request.isSSL() || (origin != null && origin.startsWith("https://"));
    }
}
