package io.tailwater.core.topic;

import io.tailwater.core.config.TopicsConfig;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A catalogue with everything it needs, and short ways to use it. Thread-safe. */
final class CatalogUnderTest {

    final StoredTopicCatalog catalog;
    final OpeningHost host;
    final List<TopicChange> announced = Collections.synchronizedList(new ArrayList<>());
    final RecoverySummary recovery;

    private final LogStorage storage;

    CatalogUnderTest(Vertx vertx, LogStorage storage, Executor background) {
        this(vertx, storage, background, new TopicsConfig(true, 2, 100, Map.of()));
    }

    CatalogUnderTest(Vertx vertx, LogStorage storage, Executor background, TopicsConfig config) {
        this(vertx, storage, background, config, true);
    }

    CatalogUnderTest(Vertx vertx, LogStorage storage, Executor background, TopicsConfig config, boolean compacts) {
        Random random = new Random(42);
        this.storage = storage;
        Context context = vertx.getOrCreateContext();
        this.host = new OpeningHost(context, storage, compacts);
        this.catalog = new StoredTopicCatalog(
                context,
                config,
                storage,
                background,
                host,
                () -> new UUID(random.nextLong(), random.nextLong()),
                announced::add);
        this.recovery = await(catalog.load());
    }

    Future<Result<Topic>> createLater(String name, int partitions) {
        return catalog.create(new NewTopic(name, partitions, Map.of()), false);
    }

    Topic create(String name, int partitions) {
        return value(await(createLater(name, partitions)));
    }

    /** The logs that there should be: those of the topics that clients see. */
    Set<LogId> logsOfTopics() {
        Set<LogId> logs = new HashSet<>();
        for (Topic topic : catalog.all()) {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                logs.add(new LogId(topic.name(), topic.id(), partition));
            }
        }
        return logs;
    }

    Set<LogId> logsOnDisk() {
        return Set.copyOf(storage.logs());
    }

    static Topic value(Result<Topic> result) {
        return ((Result.Ok<Topic>) result).value();
    }

    static ErrorCode code(Result<Topic> result) {
        return ((Result.Refused<Topic>) result).error().code();
    }

    static String message(Result<Topic> result) {
        return ((Result.Refused<Topic>) result).error().message();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
