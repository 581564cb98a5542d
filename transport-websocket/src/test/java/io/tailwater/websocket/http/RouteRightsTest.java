package io.tailwater.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.RawHttp;
import io.tailwater.websocket.RawHttp.Response;
import io.tailwater.websocket.SecuredBroker;
import io.tailwater.websocket.stream.StreamClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each route needs: with it the route does its work, without it nobody learns even what is there. */
@Timeout(120)
class RouteRightsTest {

    private static final String ADA = "ada";
    private static final String CLUSTER = ResourceType.CLUSTER_NAME;

    private static SecuredBroker broker;
    private static RawHttp http;

    /** A right. */
    private record Right(AclOperation operation, ResourceType type, String name) {}

    /**
     * A request and what it needs, {@code *} standing for the name of a topic or group.
     *
     * @param refused the error of who lacks it
     * @param statusOfThere what who has it gets when it is there
     * @param statusOfAbsent and when it is not
     */
    private record Route(
            String request, String body, List<Right> needs, String refused, int statusOfThere, int statusOfAbsent) {

        String key() {
            return request.replace("*", "{name}").replaceAll("\\?.*", "");
        }
    }

    private static Route topic(String request, String body, int there, int absent, AclOperation... operations) {
        List<Right> needs = new ArrayList<>();
        for (AclOperation operation : operations) {
            needs.add(new Right(operation, ResourceType.TOPIC, "*"));
        }
        return new Route(request, body, needs, "TOPIC_AUTHORIZATION_FAILED", there, absent);
    }

    private static Route cluster(String request, AclOperation operation) {
        return new Route(
                request,
                "",
                List.of(new Right(operation, ResourceType.CLUSTER, CLUSTER)),
                "CLUSTER_AUTHORIZATION_FAILED",
                200,
                200);
    }

    /** Every route; those that need nothing but a name have no needs. */
    private static final List<Route> ROUTES = List.of(
            new Route("GET /v1/topics", "", List.of(), "", 200, 200),
            topic("GET /v1/topics/*", "", 200, 404, AclOperation.DESCRIBE),
            topic("PUT /v1/topics/*", "{\"partitions\": 3}", 200, 403, AclOperation.ALTER),
            topic(
                    "PUT /v1/topics/*",
                    "{\"configuration\": {\"retention.ms\": \"-1\"}}",
                    200,
                    403,
                    AclOperation.DESCRIBE,
                    AclOperation.ALTER_CONFIGS),
            topic("DELETE /v1/topics/*", "", 204, 404, AclOperation.DELETE),
            topic("GET /v1/topics/*/records", "", 200, 404, AclOperation.READ),
            topic("POST /v1/topics/*/records", "{\"value\": 1}", 200, 403, AclOperation.WRITE),
            topic("GET /v1/topics/*/tail?partition=7", "", 404, 404, AclOperation.READ),
            new Route("GET /v1/groups", "", List.of(), "", 200, 200),
            new Route(
                    "GET /v1/groups/*",
                    "",
                    List.of(new Right(AclOperation.DESCRIBE, ResourceType.GROUP, "*")),
                    "GROUP_AUTHORIZATION_FAILED",
                    200,
                    404),
            new Route("GET /v1/session", "", List.of(), "", 200, 200),
            new Route("POST /v1/session", "{", List.of(), "", 400, 400),
            new Route("DELETE /v1/session", "", List.of(), "", 204, 204),
            cluster("GET /v1/broker", AclOperation.DESCRIBE),
            cluster("POST /v1/broker/backup-point", AclOperation.CLUSTER_ACTION),
            new Route("GET /v1/openapi.json", "", List.of(), "", 200, 200));

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = new SecuredBroker(directory, new JsonObject());
        broker.user(ADA);
        http = new RawHttp(broker.port());
    }

    @AfterAll
    static void stop() {
        http.close();
        broker.close();
    }

    @BeforeEach
    void nobodyMayDoAnything() {
        broker.withdrawAll();
    }

    private static Response ask(String user, String request, String body) {
        List<String> lines = new ArrayList<>(List.of(
                request + " HTTP/1.1",
                "Host: localhost:" + broker.port(),
                SecuredBroker.basic(user),
                "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length));
        if (!body.isEmpty()) {
            lines.addAll(List.of("Content-Type: application/json", "", body));
        }
        return http.ask(lines.toArray(new String[0]));
    }

    private static JsonObject json(String user, String request, String body) {
        Response response = ask(user, request, body);
        assertThat(response.status()).as(request + " " + response.body()).isBetween(200, 299);
        return new JsonObject(response.body());
    }

    private static void make(String topic) {
        json(SecuredBroker.ADMIN, "POST /v1/topics/" + topic + "/records", "{\"value\": 1}");
    }

    @Test
    void everyRouteIsInTheTable() {
        Set<String> served = new TreeSet<>();
        ApiHandlers.all()
                .forEach(handler ->
                        served.add(handler.method() + " " + handler.path().replaceAll("\\{\\w+}", "{name}")));
        Set<String> table = new TreeSet<>();
        ROUTES.forEach(route -> table.add(route.key()));
        assertThat(table).isEqualTo(served);
    }

    @Test
    void whoLacksARightIsToldSoAndNotWhatIsThere() {
        make("there");
        for (Route route : ROUTES) {
            if (route.needs().isEmpty()) {
                continue;
            }
            for (Right missing : route.needs()) {
                broker.withdrawAll();
                route.needs().stream().filter(right -> !right.equals(missing)).forEach(right -> {
                    for (String name : List.of("there", "absent")) {
                        broker.allow(
                                ADA,
                                right.operation(),
                                right.type(),
                                right.name().replace("*", name));
                    }
                });
                Map<String, JsonObject> answers = new LinkedHashMap<>();
                for (String name : List.of("there", "absent")) {
                    Response response = ask(ADA, route.request().replace("*", name), route.body());
                    assertThat(response.status())
                            .as(route + " without " + missing)
                            .isEqualTo(403);
                    assertThat(response.body()).contains("User:ada");
                    answers.put(name, new JsonObject(response.body().replace(name, "*")));
                }
                assertThat(answers.get("there").getString("code")).isEqualTo(route.refused());
                if (route.needs().size() == 1) {
                    assertThat(answers.get("absent")).as(route.toString()).isEqualTo(answers.get("there"));
                }
            }
        }
        assertThat(broker.broker().broker().topics().find("absent")).isNull();
        assertThat(broker.broker().broker().topics().find("there")).isNotNull();
    }

    @Test
    void whoHasTheRightGetsWhatIsThereAndLearnsWhatIsNot() {
        for (Route route : ROUTES) {
            make("there");
            for (Right right : route.needs()) {
                for (String name : List.of("there", "absent")) {
                    broker.allow(
                            ADA, right.operation(), right.type(), right.name().replace("*", name));
                }
            }
            commit("there", "there");
            assertThat(ask(ADA, route.request().replace("*", "absent"), route.body())
                            .status())
                    .as(route + " of what is not there")
                    .isEqualTo(route.statusOfAbsent());
            assertThat(ask(ADA, route.request().replace("*", "there"), route.body())
                            .status())
                    .as(route + " of what is there")
                    .isEqualTo(route.statusOfThere());
            broker.withdrawAll();
        }
    }

    @Test
    void listsCountsAndLagsShowOnlyWhatMayBeSeen() {
        make("seen");
        make("hidden");
        commit("billing", "seen", "hidden");
        commit("secret-group", "hidden");
        assertThat(names(json(ADA, "GET /v1/topics?internal=true", "").getJsonArray("topics"), "name"))
                .isEmpty();
        assertThat(json(ADA, "GET /v1/groups", "").getJsonArray("groups")).isEmpty();

        broker.allow(ADA, AclOperation.READ, "seen");
        broker.allow(ADA, AclOperation.DESCRIBE, ResourceType.GROUP, "billing");
        assertThat(names(json(ADA, "GET /v1/topics?internal=true", "").getJsonArray("topics"), "name"))
                .containsExactly("seen");
        assertThat(names(json(ADA, "GET /v1/groups", "").getJsonArray("groups"), "id"))
                .containsExactly("billing");
        JsonObject group = json(ADA, "GET /v1/groups/billing", "");
        assertThat(names(group.getJsonArray("offsets"), "topic")).containsExactly("seen");
        assertThat(group.getLong("lag")).isEqualTo(1);
        assertThat(group.encode()).doesNotContain("hidden");
        assertThat(json(SecuredBroker.ADMIN, "GET /v1/groups/billing", "").getLong("lag"))
                .isEqualTo(2);
    }

    @Test
    void settingsAreForThoseWhoMaySeeThem() {
        make("with-settings");
        broker.allow(ADA, AclOperation.DESCRIBE, "with-settings");
        assertThat(json(ADA, "GET /v1/topics/with-settings", "").containsKey("configuration"))
                .isFalse();
        broker.allow(ADA, AclOperation.DESCRIBE_CONFIGS, "with-settings");
        assertThat(json(ADA, "GET /v1/topics/with-settings", "").getJsonArray("configuration"))
                .isNotEmpty();
    }

    @Test
    void topicsAreMadeByThoseWhoMay() {
        assertThat(ask(ADA, "PUT /v1/topics/new-1", "").status()).isEqualTo(403);
        broker.allow(ADA, AclOperation.CREATE, "new-1");
        assertThat(ask(ADA, "PUT /v1/topics/new-1", "").status()).isEqualTo(201);
        assertThat(ask(ADA, "PUT /v1/topics/new-2", "").status()).isEqualTo(403);
        broker.allow(ADA, AclOperation.CREATE, ResourceType.CLUSTER, CLUSTER);
        assertThat(ask(ADA, "PUT /v1/topics/new-2", "").status()).isEqualTo(201);
        broker.allow(ADA, AclOperation.WRITE, "new-3");
        assertThat(ask(ADA, "POST /v1/topics/new-3/records", "{}").status()).isEqualTo(200);
    }

    @Test
    void hostileNamesAreRefusedInBoundedWords() {
        for (String name : List.of(
                "%0d%0aSet-Cookie:%20a=b", "%3Cimg%20src=x%3E", "%e2%80%ae", "x".repeat(3_000), "..", "%2e%2e")) {
            Response response = ask(ADA, "GET /v1/topics/" + name, "");
            assertThat(response.status()).as(name).isIn(400, 401, 403, 404);
            assertThat(response.head()).doesNotContainIgnoringCase("set-cookie");
            assertThat(response.body()).hasSizeLessThan(1_000);
        }
    }

    private static void commit(String group, String... topics) {
        JsonObject offsets = new JsonObject();
        for (String topic : topics) {
            offsets.put(topic, new JsonObject().put("0", 0));
        }
        try (StreamClient client = StreamClient.basic(broker.port(), SecuredBroker.ADMIN)) {
            JsonObject commit = new JsonObject()
                    .put("type", "commit")
                    .put("id", "c")
                    .put("group", group)
                    .put("offsets", offsets);
            client.next("authenticated");
            client.askGroups(commit, "committed");
        }
    }

    private static List<String> names(JsonArray array, String field) {
        return array.stream()
                .map(each -> ((JsonObject) each).getString(field))
                .distinct()
                .toList();
    }
}
