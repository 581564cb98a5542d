package io.tailwater.core.topic;

import io.tailwater.core.config.TopicsConfig;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.topic.CatalogDraft.Plan;
import io.tailwater.spi.LogStorage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue, kept in a blob of the storage. Thread-safe: look-ups read an immutable snapshot from any thread; changes
 * queue up on one context, which makes them in {@link CatalogBatch batches}, one after the other.
 */
public final class StoredTopicCatalog implements TopicCatalog {

    private final Context context;
    private final TopicsConfig config;
    private final CatalogDisk disk;
    private final PartitionHost host;
    private final Supplier<UUID> ids;
    private final Consumer<TopicChange> announce;

    private volatile CatalogSnapshot snapshot = CatalogSnapshot.EMPTY;

    // The rest is confined to the context.
    private final Deque<CatalogChange> waiting = new ArrayDeque<>();
    private final Map<UUID, CatalogEntry> unfinished = new LinkedHashMap<>();
    private final Deque<Supplier<Future<Void>>> defaultsWaiting = new ArrayDeque<>();
    private Map<String, String> defaults;
    private boolean changing;
    private Set<String> strangers = Set.of();

    /**
     * @param context an event loop's; changes are made on it
     * @param storage where logs and the catalogue itself are
     * @param background runs blocking writes
     * @param ids random ids, such as {@code UUID::randomUUID}
     * @param announce told of every change once clients can see it, on the context; must not block
     */
    public StoredTopicCatalog(
            Context context,
            TopicsConfig config,
            LogStorage storage,
            Executor background,
            PartitionHost host,
            Supplier<UUID> ids,
            Consumer<TopicChange> announce) {
        this.context = context;
        this.config = config;
        this.defaults = config.settings();
        this.disk = new CatalogDisk(storage, new CatalogFile(storage, config.settings()), background, context);
        this.host = host;
        this.ids = new TopicIds(ids);
        this.announce = announce;
    }

    /**
     * Reads the catalogue, settles what a crash interrupted and has all partitions opened; once, on the context, before
     * anything else.
     */
    public Future<RecoverySummary> load() {
        CatalogRecovery recovery = new CatalogRecovery(disk, host);
        return disk.read().compose(entries -> {
            strangers = CatalogRecovery.strangers(disk.logs(), entries);
            return recovery.settle(entries)
                    .compose(topics ->
                            recovery.adopt(topics).onSuccess(summary -> snapshot = CatalogSnapshot.EMPTY.with(topics)));
        });
    }

    @Override
    public @Nullable Topic find(String name) {
        return snapshot.find(name);
    }

    @Override
    public @Nullable Topic find(UUID id) {
        return snapshot.find(id);
    }

    @Override
    public Collection<Topic> all() {
        return snapshot.all();
    }

    @Override
    public Future<Result<Topic>> create(NewTopic topic, boolean validateOnly) {
        return submit(draft -> draft.create(topic), validateOnly);
    }

    @Override
    public Future<Result<Topic>> createInternal(String name, int partitionCount) {
        // Whoever asks in the batch that makes it is refused before it is there: the second answer comes after that
        // batch.
        return makeInternal(name, partitionCount)
                .compose(result -> result instanceof Result.Refused<Topic> refused
                                && refused.error().code() == ErrorCode.TOPIC_ALREADY_EXISTS
                        ? makeInternal(name, partitionCount)
                        : Future.succeededFuture(result));
    }

    private Future<Result<Topic>> makeInternal(String name, int partitionCount) {
        return submit(draft -> draft.createInternal(name, partitionCount), false)
                .map(result -> {
                    Topic present = find(name);
                    return present == null ? result : Result.ok(present);
                });
    }

    @Override
    public Future<Result<Topic>> delete(UUID id) {
        return submit(draft -> draft.delete(id), false);
    }

    @Override
    public Future<Result<Topic>> addPartitions(String name, int newPartitionCount, boolean validateOnly) {
        return submit(draft -> draft.grow(name, newPartitionCount), validateOnly);
    }

    @Override
    public Future<Result<Topic>> configure(String name, SettingsEdit edit, boolean validateOnly) {
        return submit(draft -> draft.configure(name, edit), validateOnly);
    }

    /**
     * Changes what topics use that do not say themselves.
     *
     * @param changed by topics' names of settings; checked before
     * @return completed when all partitions go by them
     */
    public Future<Void> useDefaults(Map<String, String> changed) {
        Promise<Void> applied = Promise.promise();
        context.runOnContext(v -> {
            defaultsWaiting.add(() -> applyDefaults(changed).onComplete(applied));
            makeChanges();
        });
        return applied.future();
    }

    private Future<Void> applyDefaults(Map<String, String> changed) {
        defaults = Map.copyOf(changed);
        List<Topic> topics = snapshot.all().stream()
                .map(topic ->
                        topic.withConfig(TopicSettings.resolve(topic.config().overrides(), defaults)))
                .toList();
        snapshot = snapshot.with(topics);
        return Future.join(topics.stream().map(host::reconfigure).toList()).mapEmpty();
    }

    private Future<Result<Topic>> submit(Function<CatalogDraft, Plan> planning, boolean validateOnly) {
        CatalogChange change = new CatalogChange(planning, validateOnly);
        context.runOnContext(v -> {
            waiting.add(change);
            makeChanges();
        });
        return change.answer();
    }

    /** Takes everything that waits into one batch, so that a thousand topics cost the disk as much as one. */
    private void makeChanges() {
        if (changing) {
            return;
        }
        if (!defaultsWaiting.isEmpty()) {
            changing = true;
            defaultsWaiting.remove().get().onComplete(this::made);
            return;
        }
        List<CatalogStep> steps = plan();
        if (steps.isEmpty()) {
            return;
        }
        changing = true;
        new CatalogBatch(disk, host, snapshot, unfinished, steps)
                .run(this::show, announce)
                .onComplete(this::made);
    }

    private void made(AsyncResult<Void> result) {
        context.runOnContext(v -> {
            changing = false;
            makeChanges();
        });
    }

    private void show(CatalogSnapshot current) {
        snapshot = current;
    }

    private List<CatalogStep> plan() {
        CatalogPlanning planning =
                new CatalogPlanning(new CatalogDraft(snapshot, config, defaults, ids, strangers, host.compacts()));
        while (!waiting.isEmpty() && planning.take(waiting.peek())) {
            waiting.remove();
        }
        return planning.steps();
    }
}
