package io.tailwater.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.http.Asked.Answer;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openapi.json} and the routes say the same. */
class DescriptionTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    @TempDir
    static Path directory;

    private static BrokerForTests broker;
    private static Asked asked;
    private static JsonObject description;

    @BeforeAll
    static void start() {
        broker = new BrokerForTests(directory, new JsonObject());
        asked = new Asked(broker.port());
        description = asked.get("/v1/openapi.json").json();
        asked.json("PUT", "/v1/topics/orders", "{\"partitions\": 2}");
        asked.json(
                "POST",
                "/v1/topics/orders/records",
                "{\"key\": \"k\", \"value\": {\"n\": 1}, \"headers\":" + " [{\"key\": \"h\", \"value\": null}]}");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        for (String path : description.getJsonObject("paths").fieldNames()) {
            for (String name :
                    description.getJsonObject("paths").getJsonObject(path).fieldNames()) {
                if (METHODS.contains(name)) {
                    described.add(name.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        Set<String> served = new TreeSet<>();
        ApiHandlers.all().forEach(handler -> served.add(handler.method() + " " + handler.path()));
        assertThat(served).isEqualTo(described);
    }

    @Test
    void answersAreAsDescribed() {
        assertDescribed("get", "/v1/topics", asked.get("/v1/topics?internal=true"), 200);
        assertDescribed("get", "/v1/topics", asked.get("/v1/topics?internal=perhaps"), 400);
        assertDescribed("get", "/v1/topics/{topic}", asked.get("/v1/topics/orders"), 200);
        assertDescribed("get", "/v1/topics/{topic}", asked.get("/v1/topics/nowhere"), 404);
        assertDescribed("put", "/v1/topics/{topic}", asked.json("PUT", "/v1/topics/new", "{}"), 201);
        assertDescribed("put", "/v1/topics/{topic}", asked.json("PUT", "/v1/topics/new", "{\"partitions\": 3}"), 200);
        assertDescribed("put", "/v1/topics/{topic}", asked.json("PUT", "/v1/topics/new", "{\"partitions\": 1}"), 409);
        assertDescribed("put", "/v1/topics/{topic}", asked.json("PUT", "/v1/topics/new", "[]"), 400);
        assertDescribed("put", "/v1/topics/{topic}", asked.json("PUT", "/v1/topics/new", " ".repeat(70_000)), 413);
        assertDescribed(
                "put",
                "/v1/topics/{topic}",
                asked.send("PUT", "/v1/topics/new", "text/plain", BodyPublishers.ofString("{}")),
                415);
        assertDescribed(
                "delete",
                "/v1/topics/{topic}",
                asked.send("DELETE", "/v1/topics/new", null, BodyPublishers.noBody()),
                204);
        assertDescribed(
                "delete",
                "/v1/topics/{topic}",
                asked.send("DELETE", "/v1/topics/new", null, BodyPublishers.noBody()),
                404);
        assertDescribed("get", "/v1/groups", asked.get("/v1/groups"), 200);
        assertDescribed("get", "/v1/groups/{group}", asked.get("/v1/groups/nobody"), 404);
        assertDescribed("get", "/v1/broker", asked.get("/v1/broker"), 200);
        assertDescribed("get", "/v1/openapi.json", asked.get("/v1/openapi.json"), 200);
    }

    @Test
    void answersAboutRecordsAreAsDescribed() {
        String path = "/v1/topics/{topic}/records";
        String orders = "/v1/topics/orders/records";
        int partition = asked.get(orders + "?partition=0").json().getLong("endOffset") > 0 ? 0 : 1;
        assertDescribed("get", path, asked.get(orders + "?partition=" + partition), 200);
        assertDescribed("get", path, asked.get(orders + "?from=noon"), 400);
        assertDescribed("get", path, asked.get(orders + "?from=1000000"), 416);
        assertDescribed("get", path, asked.get(orders + "?partition=2"), 404);
        assertDescribed("post", path, asked.json("POST", orders, "[{\"value\": 1}, {\"value\": \"two\"}]"), 200);
        assertDescribed("post", path, asked.text(orders, "application/x-ndjson", "{\"value\": 1}\n{}\n"), 200);
        assertDescribed("post", path, asked.text(orders, "application/x-ndjson", "{\"value\": 1}\nwhat\n"), 400);
        assertDescribed("post", path, asked.text(orders, "image/png", "any bytes"), 200);
        assertDescribed("post", path, asked.json("POST", orders, "{\"valeu\": 1}"), 400);
        assertDescribed("post", path, asked.json("POST", orders, "{\"partition\": 7}"), 404);
        assertDescribed("post", path, asked.text(orders, "text/plain", "x".repeat(2 << 20)), 413);
        assertDescribed("post", path, asked.text(orders, "application/x-www-form-urlencoded", "a=b"), 415);
        assertDescribed("get", "/v1/topics/{topic}/tail", asked.get("/v1/topics/nowhere/tail"), 404);
        assertDescribed("get", "/v1/topics/{topic}/tail", asked.get("/v1/topics/orders/tail?from=noon"), 400);
    }

    private static void assertDescribed(String method, String path, Answer answer, int status) {
        assertThat(answer.status()).as(answer.json().encode()).isEqualTo(status);
        JsonObject responses = description
                .getJsonObject("paths")
                .getJsonObject(path)
                .getJsonObject(method)
                .getJsonObject("responses");
        JsonObject response = responses.getJsonObject(Integer.toString(status));
        assertThat(response).as("%s %s: %s", method, path, status).isNotNull();
        if (response.containsKey("$ref")) {
            String name = response.getString("$ref").replaceAll(".*/", "");
            response = description
                    .getJsonObject("components")
                    .getJsonObject("responses")
                    .getJsonObject(name);
        }
        JsonObject content = response.getJsonObject("content", new JsonObject());
        assertThat(content.fieldNames())
                .isEqualTo(answer.contentType().isEmpty() ? Set.of() : Set.of(answer.contentType()));
        if (!content.isEmpty()) {
            validate(content.getJsonObject(answer.contentType()).getJsonObject("schema"), answer.json());
        }
    }

    /** With nothing that is not described, either. */
    private static void validate(JsonObject schema, JsonObject json) {
        JsonObject whole = schema.copy()
                .put("components", description.getJsonObject("components").copy());
        if (!"object".equals(schema.getString("type")) || schema.containsKey("properties")) {
            whole.put("unevaluatedProperties", false);
        }
        OutputUnit output = Validator.create(
                        JsonSchema.of(whole),
                        new JsonSchemaOptions()
                                .setDraft(Draft.DRAFT202012)
                                .setBaseUri("https://localhost")
                                .setOutputFormat(OutputFormat.Basic))
                .validate(json);
        assertThat(output.getValid())
                .as("%s is not %s: %s", json.encode(), schema.encode(), output.getErrors())
                .isTrue();
    }
}
