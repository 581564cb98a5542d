package io.tailwater.websocket.console;

import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The console at {@code /}, and {@code /tailwater.js}: the files under {@code web/} of the class path, which the module
 * {@code web} brings. Stateless; each event loop keeps the files that it has served.
 *
 * <p>The pages may load nothing from elsewhere and run nothing but these files: the policy below also makes the browser refuse
 * every way of turning text into HTML, so that what is in a record can never become part of a page.
 */
public final class StaticFiles implements RoutePart {

    private static final String DIRECTORY = "/web";
    private static final String INDEX = "/index.html";
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)+");
    private static final Pattern OPEN = Pattern.compile(
            "/(index\\.html|tailwater\\.(js|d\\.ts)|((console|tailwater|vendor)" + PATH.pattern() + "))");
    private static final int NOT_MODIFIED = 304;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        Vertx vertx = environment.vertx();
        Map<String, StaticFile> served = new HashMap<>();
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(routing -> {
            String asked = routing.request().path();
            String path = "/".equals(asked) ? INDEX : asked;
            StaticFile known = served.get(path);
            if (known != null) {
                send(known, routing.request());
                return;
            }
            read(vertx, path).onFailure(routing::fail).onSuccess(file -> found(routing, path, file, served));
        });
    }

    /** The files say nothing that is not in the jar; the console asks who somebody is before it shows anything. */
    @Override
    public boolean isOpen(HttpServerRequest request, String path) {
        return path.equals("/") || OPEN.matcher(path).matches();
    }

    private static Future<@Nullable StaticFile> read(Vertx vertx, String path) {
        String contentType = StaticFile.contentType(path);
        if (contentType == null || !PATH.matcher(path).matches()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> StaticFile.read(DIRECTORY + path, contentType), false);
    }

    private static void found(
            RoutingContext routing, String path, @Nullable StaticFile file, Map<String, StaticFile> served) {
        if (file == null) {
            routing.next();
        } else {
            served.put(path, file);
            send(file, routing.request());
        }
    }

    private static void send(StaticFile file, HttpServerRequest request) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", file.etag());
        response.headers().add("Vary", "Accept-Encoding");
        if (file.etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader("Content-Type", file.contentType());
        String accepted = request.getHeader("Accept-Encoding");
        boolean gzip = accepted != null && accepted.contains("gzip");
        if (gzip) {
            response.putHeader("Content-Encoding", "gzip");
        }
        var body = gzip ? file.gzipped() : file.plain();
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }
}
