package io.tailwater.websocket.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.RawHttp;
import io.tailwater.websocket.RawHttp.Response;
import io.tailwater.websocket.SecuredBroker;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in by HTTP where one has to say who one is. */
@Timeout(180)
class LoginTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");
    private static final String[] UPGRADE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private static SecuredBroker broker;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new SecuredBroker(directory, new JsonObject());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static String here() {
        return "Host: localhost:" + broker.port();
    }

    private static String ownPage() {
        return "Origin: http://localhost:" + broker.port();
    }

    private static String admin() {
        return SecuredBroker.basic(SecuredBroker.ADMIN);
    }

    private static Response ask(String request, String... headers) {
        return send(request, "", headers);
    }

    private static Response send(String request, String body, String... headers) {
        List<String> lines = new ArrayList<>(List.of(request + " HTTP/1.1", here()));
        lines.addAll(List.of(headers));
        lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        if (!body.isEmpty()) {
            lines.add("");
            lines.add(body);
        }
        try (RawHttp http = new RawHttp(broker.port())) {
            return http.ask(lines.toArray(new String[0]));
        }
    }

    private static Response logIn(String user, String password, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        return send(
                "POST /v1/session",
                new JsonObject().put("user", user).put("password", password).encode(),
                all.toArray(new String[0]));
    }

    /** The cookie of somebody who has just logged in, as browsers send it back. */
    private static String cookie(Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return "Cookie: "
                + response.head()
                        .lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("set-cookie: "))
                        .map(line -> line.substring(12).split(";", 2)[0])
                        .findAny()
                        .orElseThrow();
    }

    private static void assertUnknown(String request, String... headers) {
        Response response = ask(request, headers);
        assertThat(response.status()).as(request + " " + response.body()).isEqualTo(401);
        assertThat(response.head()).containsIgnoringCase("www-authenticate:").contains("Bearer realm=");
    }

    @Test
    void cookiesAndPasswordsOfAConnectionEndWithTheirUserOrPassword() {
        broker.user("gus");
        broker.user("hal");
        String gus = cookie(logIn("gus", "gus-secret", ownPage()));
        String hal = cookie(logIn("hal", "hal-secret", ownPage()));
        String[] request = {"GET /v1/topics HTTP/1.1", here(), SecuredBroker.basic("gus"), "Content-Length: 0"};
        try (RawHttp kept = new RawHttp(broker.port())) {
            assertThat(kept.ask(request).status()).isEqualTo(200);
            assertThat(ask("GET /v1/topics", gus, ownPage()).status()).isEqualTo(200);
            assertThat(ask("GET /v1/topics", hal, ownPage()).status()).isEqualTo(200);

            broker.removeUser("gus");
            broker.user("hal", "another");

            assertThat(kept.ask(request).status()).isEqualTo(401);
        }
        assertThat(ask("GET /v1/topics", gus, ownPage()).status()).isEqualTo(401);
        assertThat(ask("GET /v1/topics", hal, ownPage()).status()).isEqualTo(401);
    }

    @Test
    void nobodyGetsAnythingWithoutSayingWhoTheyAre() {
        JsonObject description =
                new JsonObject(ask("GET /v1/openapi.json", admin()).body());
        List<String> closed = new ArrayList<>(List.of(
                "GET /nothing", "GET /eventbus/", "POST /eventbus/000/session/xhr", "GET /eventbus/000/s/eventsource"));
        for (String path : description.getJsonObject("paths").fieldNames()) {
            JsonObject operations = description.getJsonObject("paths").getJsonObject(path);
            for (String method : operations.fieldNames()) {
                if (METHODS.contains(method)
                        && !operations.getJsonObject(method).containsKey("security")) {
                    closed.add(method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{\\w+}", "x"));
                }
            }
        }
        assertThat(closed).hasSizeGreaterThan(15);
        closed.forEach(request -> {
            assertUnknown(request);
            assertThat(ask(request).head()).containsIgnoringCase("www-authenticate: Basic realm=\"tailwater\"");
        });
    }

    @Test
    void whatTheConsoleIsMadeOfIsForEverybodyAndNoPathLeadsFurther() {
        for (String path : List.of("/", "/index.html", "/console/main.js", "/tailwater.js", "/tailwater/login.js")) {
            assertThat(ask("GET " + path).status()).as(path).isIn(200, 404);
        }
        for (String path : List.of(
                "/console/../v1/topics",
                "/console/%2e%2e/v1/topics",
                "/console/..%2fv1/topics",
                "//v1/topics",
                "/./v1/topics",
                "/eventbus/../v1/topics",
                "/eventbus/websocket/../../v1/topics",
                "/eventbus/info/../../v1/topics",
                "/v1/session/../topics",
                "/v1/topics/index.html",
                "/../../etc/passwd",
                "/console/../../../etc/passwd",
                "/console/%2e%2e%2f%2e%2e%2fetc/passwd",
                "/console/main.js%00.html")) {
            Response plain = ask("GET " + path);
            Response upgrade = ask("GET " + path, UPGRADE);
            assertThat(plain.status()).as(path).isIn(400, 401, 404);
            assertThat(upgrade.status()).as(path).isIn(400, 401, 404);
            assertThat(plain.body() + upgrade.body())
                    .doesNotContain("\"topics\"")
                    .doesNotContain("root:");
        }
    }

    @Test
    void aHeaderThatOnlyLooksLikeAWebSocketOpensNothing() {
        assertUnknown("POST /eventbus/000/session/xhr_send", UPGRADE);
        assertUnknown("GET /v1/topics", UPGRADE);
        assertUnknown("GET /v1/topics", "Access-Control-Request-Method: GET");
    }

    @Test
    void aNameAndItsPasswordAreEnough() {
        Response session = ask("GET /v1/session", admin());
        assertThat(session.status()).isEqualTo(200);
        assertThat(new JsonObject(session.body()))
                .isEqualTo(new JsonObject().put("principal", "User:admin").put("loginRequired", true));
        assertThat(ask("GET /v1/topics", admin().replace("Basic", "bASIC")).status())
                .isEqualTo(200);
    }

    @Test
    void whatIsWrongIsRefusedInTheSameWords() {
        List<Response> refusals = new ArrayList<>();
        for (String pair : List.of("admin:wrong", "admin:", "nobody:admin-secret", "ADMIN:admin-secret", "admin :x")) {
            refusals.add(ask("GET /v1/topics", "Authorization: Basic " + SecuredBroker.base64(pair)));
        }
        for (String token : List.of("x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", "a.b.c")) {
            refusals.add(ask("GET /v1/topics", "Authorization: Bearer " + token));
        }
        assertThat(refusals).extracting(Response::status).containsOnly(401);
        assertThat(refusals.stream().map(Response::body).distinct()).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsRefusedWithoutRepeatingIt() {
        for (String header : List.of(
                "Authorization: Basic",
                "Authorization: Basic ###",
                "Authorization: Basic " + SecuredBroker.base64("hidden"),
                "Authorization: Basic " + SecuredBroker.base64(":hidden"),
                "Authorization: Basic " + SecuredBroker.base64("x".repeat(300) + ":hidden"),
                "Authorization: Basic /////w==",
                "Authorization: Digest username=hidden",
                "Authorization: hidden",
                "Authorization: Bearer hidden token",
                "Authorization: Bearer ")) {
            Response response = ask("GET /v1/topics", header);
            assertThat(response.status()).as(header).isIn(400, 401);
            assertThat(response.body()).as(header).doesNotContain("hidden");
        }
        assertThat(ask("GET /v1/topics", admin(), admin()).status()).isEqualTo(400);
        assertThat(ask("GET /v1/topics", admin(), "Authorization: Bearer x").status())
                .isEqualTo(400);
        assertThat(ask("GET /v1/topics", admin(), "Sec-WebSocket-Protocol: tailwater.bearer.eA")
                        .status())
                .isEqualTo(400);
        assertThat(ask("GET /v1/topics", "Authorization: Bearer " + "x".repeat(100_000))
                        .status())
                .isIn(400, 401, 431);
    }

    @Test
    void aSecretInAnAddressIsRefused() {
        for (String name : List.of("access_token", "token", "password", "Authorization", "api_key")) {
            for (String credentials : List.of(admin(), "X-None: 1")) {
                Response response = ask("GET /v1/topics?internal=true&" + name + "=hidden", credentials);
                assertThat(response.status()).as(name).isEqualTo(400);
                assertThat(response.body()).doesNotContain("hidden").contains("Authorization header");
            }
        }
        List<String> upgrade = new ArrayList<>(List.of(UPGRADE));
        upgrade.add(admin());
        assertThat(ask("GET /v1/stream?access_token=hidden", upgrade.toArray(new String[0]))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void oneConnectionMayHaveOneUserAfterTheOther() {
        broker.user("grace");
        try (RawHttp http = new RawHttp(broker.port())) {
            for (String user : List.of("admin", "grace", "grace", "admin")) {
                Response response = http.ask("GET /v1/session HTTP/1.1", here(), SecuredBroker.basic(user));
                assertThat(response.body()).contains("User:" + user);
            }
            assertThat(http.ask("GET /v1/session HTTP/1.1", here()).status())
                    .as("what another request has shown counts for that one")
                    .isEqualTo(401);
        }
    }

    @Test
    void aBodyThatComesWhileItIsFoundOutWhoAsksIsNotLost() {
        for (String credentials : List.of(admin(), "Authorization: Basic eDp4", admin())) {
            try (RawHttp http = new RawHttp(broker.port())) {
                for (int i = 0; i < 2; i++) {
                    Response produced = http.ask(
                            "POST /v1/topics/bodies/records HTTP/1.1",
                            here(),
                            credentials,
                            "Content-Type: application/json",
                            "Content-Length: 11",
                            "",
                            "{\"value\":1}");
                    assertThat(produced.status())
                            .as(produced.body())
                            .isEqualTo(credentials.equals(admin()) ? 200 : 401);
                }
            }
        }
        assertThat(new JsonObject(ask("GET /v1/topics/bodies/records", admin()).body()).getJsonArray("records"))
                .hasSize(4);
    }

    @Test
    void whoLogsInWithTheFormGetsACookieThatPagesOfTheBrokerCanUse() {
        Response response = logIn("admin", "admin-secret", ownPage());
        String cookie = cookie(response);
        assertThat(response.head())
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .containsIgnoringCase("Path=/")
                .doesNotContainIgnoringCase("Domain=")
                .doesNotContainIgnoringCase("; Secure");
        assertThat(new JsonObject(response.body()).getString("principal")).isEqualTo("User:admin");

        assertThat(ask("GET /v1/topics", cookie).status()).isEqualTo(200);
        assertThat(ask("GET /v1/topics", cookie, "Sec-Fetch-Site: same-origin").status())
                .isEqualTo(200);
        assertThat(ask("PUT /v1/topics/by-cookie", cookie, ownPage()).status()).isEqualTo(201);
        assertThat(ask("PUT /v1/topics/by-cookie", cookie, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void noOtherPageCanUseTheCookie() {
        String cookie = cookie(logIn("admin", "admin-secret", ownPage()));
        assertThat(ask("PUT /v1/topics/forged", cookie).status()).isEqualTo(403);
        assertThat(ask("POST /v1/broker/backup-point", cookie).status()).isEqualTo(403);
        assertThat(ask("DELETE /v1/topics/forged", cookie, "Sec-Fetch-Site: same-site")
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET /v1/topics", cookie, "Sec-Fetch-Site: same-site").status())
                .isEqualTo(403);
        assertThat(ask("PUT /v1/topics/forged", cookie, "Origin: http://localhost:1")
                        .status())
                .isEqualTo(403);
        List<String> upgrade = new ArrayList<>(List.of(UPGRADE));
        upgrade.add(cookie);
        assertThat(ask("GET /v1/stream", upgrade.toArray(new String[0])).status())
                .isEqualTo(403);
        assertThat(broker.broker().broker().topics().find("forged")).isNull();
    }

    @Test
    void behindEncryptionTheCookieIsForThisHostAlone() {
        Response response = logIn("admin", "admin-secret", "Origin: https://localhost:" + broker.port());
        assertThat(cookie(response)).startsWith("Cookie: __Host-tailwater-" + broker.port() + "=");
        assertThat(response.head()).containsIgnoringCase("; Secure");
    }

    @Test
    void loggingInAgainGivesAnotherCookieAndEndsTheFirst() {
        String first = cookie(logIn("admin", "admin-secret", ownPage()));
        String second = cookie(logIn("admin", "admin-secret", ownPage(), first));

        assertThat(second).isNotEqualTo(first);
        assertUnknown("GET /v1/topics", first);
        assertThat(ask("GET /v1/topics", second).status()).isEqualTo(200);
    }

    @Test
    void aCookieThatSomebodyElseHasMadeUpIsNotTakenOver() {
        String planted = "Cookie: tailwater-" + broker.port() + "=" + "A".repeat(43);
        assertUnknown("GET /v1/topics", planted);
        assertThat(cookie(logIn("admin", "admin-secret", ownPage(), planted))).isNotEqualTo(planted);
        assertUnknown("GET /v1/topics", planted);
    }

    @Test
    void loggingOutEndsIt() {
        String cookie = cookie(logIn("admin", "admin-secret", ownPage()));
        Response out = ask("DELETE /v1/session", cookie, ownPage());
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.head()).containsIgnoringCase("Max-Age=0");
        assertUnknown("GET /v1/topics", cookie);
    }

    @Test
    void aForeignPageCanNeitherLogInNorOut() {
        for (String origin :
                List.of("Origin: https://attacker.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
            Response response = logIn("admin", "admin-secret", origin);
            assertThat(response.status()).as(origin).isEqualTo(403);
            assertThat(response.head()).doesNotContainIgnoringCase("set-cookie");
        }
        Response form = send(
                "POST /v1/session",
                "user=admin&password=admin-secret",
                "Content-Type: application/x-www-form-urlencoded");
        assertThat(form.status()).isEqualTo(415);
        String cookie = cookie(logIn("admin", "admin-secret", ownPage()));
        assertThat(ask("DELETE /v1/session", cookie, "Origin: https://attacker.example")
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET /v1/topics", cookie).status()).isEqualTo(200);
    }

    @Test
    void theFormRefusesWhatIsWrongWithoutRepeatingIt() {
        assertThat(logIn("admin", "wrong", ownPage()).status()).isEqualTo(401);
        assertThat(logIn("nobody", "wrong", ownPage()).status()).isEqualTo(401);
        assertThat(logIn("admin", "wrong", ownPage()).body())
                .isEqualTo(logIn("nobody", "wrong", ownPage()).body());
        for (String body : List.of(
                "{",
                "[]",
                "\"hidden\"",
                "{\"user\": \"admin\"}",
                "{\"user\": 1, \"password\": \"hidden\"}",
                "{\"user\": \"\", \"password\": \"hidden\"}",
                "{\"user\": \"a\", \"password\": \"hidden\", \"x\": 1}")) {
            Response response = send("POST /v1/session", body, "Content-Type: application/json", ownPage());
            assertThat(response.status()).as(body).isEqualTo(400);
            assertThat(response.body()).doesNotContain("hidden");
            assertThat(response.head()).doesNotContainIgnoringCase("set-cookie");
        }
        assertThat(send("POST /v1/session", "x".repeat(20_000), "Content-Type: application/json", ownPage())
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aPageIsNotAskedForAPasswordByTheBrowserItself() {
        Response response = ask("GET /v1/topics", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-origin");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.head()).doesNotContain("Basic realm").contains("Bearer realm");
    }
}
