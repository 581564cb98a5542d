package io.tailwater.websocket.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class StaticFilesTest {

    /** What pages and modules refer to: attributes of the page, imports, and files of types. */
    private static final Pattern REFERENCES =
            Pattern.compile("(?:href|src)=\"(/[^\"#]*)\"|(?:from|import)\\s*\\(?'(\\.{0,2}/[^']+)'");

    @TempDir
    static Path directory;

    private static BrokerForTests broker;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        broker = new BrokerForTests(directory, new JsonObject());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    private static HttpResponse<byte[]> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + broker.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void servesThePageUnderAPolicyThatLetsItRunNothingElse() throws Exception {
        HttpResponse<byte[]> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).startsWith("text/html");
        assertThat(header(page, "content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "*", "http:");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(text(page)).contains("/console/main.js").doesNotContain("http://", "https://", "style=", "onclick=");
    }

    /** Offline: what is not there would be a hole in the page. */
    @Test
    void hasEverythingThatThePageAndItsModulesReferTo() throws Exception {
        Set<String> seen = new HashSet<>();
        Deque<String> toVisit = new ArrayDeque<>(List.of("/", "/tailwater.js", "/tailwater.d.ts"));
        while (!toVisit.isEmpty()) {
            String path = toVisit.poll();
            if (!seen.add(path)) {
                continue;
            }
            HttpResponse<byte[]> file = get(path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            Matcher references = REFERENCES.matcher(text(file));
            while (references.find()) {
                String reference = references.group(1) != null ? references.group(1) : references.group(2);
                toVisit.add(URI.create(path).resolve(reference).toString());
            }
        }
        assertThat(seen)
                .contains(
                        "/vendor/uPlot.esm.js", "/vendor/uPlot.min.css", "/vendor/fzstd.js", "/console/pages/topic.js")
                .hasSizeGreaterThan(40);
    }

    @Test
    void sendsAFileOnceAndThenSaysThatItIsTheSame() throws Exception {
        HttpResponse<byte[]> first = get("/tailwater.js");
        HttpResponse<byte[]> again = get("/tailwater.js", "If-None-Match", header(first, "etag"));
        HttpResponse<byte[]> other = get("/tailwater.js", "If-None-Match", "\"other\"");

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void compressesForThoseWhoTakeIt() throws Exception {
        HttpResponse<byte[]> plain = get("/vendor/uPlot.esm.js");
        HttpResponse<byte[]> gzipped = get("/vendor/uPlot.esm.js", "Accept-Encoding", "gzip, br");

        assertThat(header(gzipped, "content-encoding")).isEqualTo("gzip");
        assertThat(gzipped.body()).hasSizeLessThan(plain.body().length / 2);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(plain.body());
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<byte[]> head = send("HEAD", "/");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(Integer.parseInt(header(head, "content-length"))).isPositive();
        assertThat(head.body()).isEmpty();
    }

    @Test
    void givesAwayNothingElseOfTheClassPath() throws Exception {
        for (String path : List.of(
                "/console",
                "/console/",
                "/console/absent.js",
                "/package.json",
                "/vendor/fzstd.LICENSE",
                "/META-INF/MANIFEST.MF",
                "/io/tailwater/websocket/RouteParts.class",
                "/../io/tailwater/websocket/RouteParts.class",
                "/console/../../simplelogger.js",
                "/console/%2e%2e/index.html",
                "/console//main.js",
                "/%00.js")) {
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
        assertThat(send("POST", "/").statusCode()).isIn(404, 405);
    }
}
