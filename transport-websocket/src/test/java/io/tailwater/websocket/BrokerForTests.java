package io.tailwater.websocket;

import io.tailwater.core.Broker;
import io.tailwater.core.quota.QuotaEdit;
import io.tailwater.core.quota.QuotaEntity;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.quota.QuotaName;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * A real broker with its HTTP port in this JVM and nothing that speaks Kafka's protocol, deployed by the verticles' names.
 * Thread-safe; not for event loops.
 */
public final class BrokerForTests implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final String http;

    /** @param httpSettings the section {@code http} of the configuration */
    public BrokerForTests(Path directory, JsonObject httpSettings) {
        this(directory, httpSettings, new JsonObject());
    }

    /** @param otherSettings the rest of the configuration */
    public BrokerForTests(Path directory, JsonObject httpSettings, JsonObject otherSettings) {
        JsonObject config = otherSettings
                .copy()
                .put("http", httpSettings.copy().put("port", 0))
                .put("storage", new JsonObject().put("directory", directory.toString()));
        await(vertx.deployVerticle("io.tailwater.core.BrokerVerticle", new DeploymentOptions().setConfig(config)));
        http = await(vertx.deployVerticle("io.tailwater.websocket.TailServerVerticle"));
    }

    public Vertx vertx() {
        return vertx;
    }

    public Broker broker() {
        return Broker.of(vertx).orElseThrow();
    }

    /** Makes a topic that is not there, and keeps records of any time. */
    public void createTopic(String name, int partitions) {
        Map<String, String> forEver = Map.of("retention.ms", "-1");
        Result<Topic> created = await(broker().topics().create(new NewTopic(name, partitions, forEver), false));
        if (created instanceof Result.Refused<Topic> refused) {
            throw new IllegalStateException(refused.error().message());
        }
    }

    /** Sets a quota of a protocol's clients, or takes it away. */
    public void quota(String clientId, QuotaKey key, OptionalDouble value) {
        QuotaEntity entity = new QuotaEntity(null, new QuotaName(clientId), null);
        await(broker().quotas().alter(List.of(new QuotaEdit(entity, Map.of(key, value))), false));
    }

    public void addPartitions(String name, int partitions) {
        await(broker().topics().addPartitions(name, partitions, false));
    }

    public void deleteTopic(String name) {
        await(broker().topics().delete(broker().topics().find(name).id()));
    }

    public int port() {
        return TailServerVerticle.port(vertx).orElseThrow();
    }

    /** Stops the HTTP port alone. */
    public void stopHttp() {
        await(vertx.undeploy(http));
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** What comes of a future. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
