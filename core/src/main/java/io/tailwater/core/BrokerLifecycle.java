package io.tailwater.core;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.StorageConfig;
import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.dynamic.SettingOwner;
import io.tailwater.core.dynamic.StoredSettings;
import io.tailwater.core.eventbus.BusSessions;
import io.tailwater.core.eventbus.service.BusSenders;
import io.tailwater.core.eventbus.service.EventBusService;
import io.tailwater.core.health.Health;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.metrics.LiveReaders;
import io.tailwater.core.metrics.OpenConnections;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.partition.ShardEnvironment;
import io.tailwater.core.producer.StoredProducerIds;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.quota.StoredQuotas;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.core.retention.Volume;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.LoggedAudit;
import io.tailwater.core.telemetry.Telemetry;
import io.tailwater.core.topic.RecoverySummary;
import io.tailwater.core.topic.StoredTopicCatalog;
import io.tailwater.core.topic.TopicChange;
import io.tailwater.spi.EngineCapability;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.security.Principal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the parts of a broker in order, and closes them in the opposite one. Confined to its verticle's context; opened once
 * and closed once.
 */
final class BrokerLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLifecycle.class);

    /** What can be opened without an event loop. */
    private record Opened(
            SparingStorage storage,
            Set<EngineCapability> capabilities,
            BrokerIdentity identity,
            StoredSettings settings,
            SecurityParts security,
            StoredQuotas quotas,
            RecordFormat recordFormat) {

        boolean compacts() {
            return capabilities.contains(EngineCapability.COMPACTION);
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final BrokerConfig config;
    private final BrokerEnvironment environment;
    private final Telemetry telemetry;
    private final InstantSource steady;
    private final BrokerThreads threads = new BrokerThreads();
    private final AuditLog audit;
    private final IntegrityRegister integrity;
    private final LateTransactionGate gate = new LateTransactionGate();
    private final SpaceGate space = new SpaceGate();

    private @Nullable SparingStorage storage;
    private @Nullable SecurityParts security;
    private @Nullable PartitionShards shards;
    private @Nullable BrokerCoordinators coordinators;
    private @Nullable EventBusService busService;
    private @Nullable BrokerRetention retention;
    private @Nullable BrokerUpkeep upkeep;
    private @Nullable BrokerWatch watch;

    BrokerLifecycle(Vertx vertx, Context context, BrokerConfig config, BrokerEnvironment environment) {
        this.vertx = vertx;
        this.context = context;
        this.config = config;
        this.telemetry = ServiceFinder.telemetry(config);
        this.environment = config.metrics().enabled() ? environment.withMetrics(telemetry.metrics()) : environment;
        this.steady = new SteadyClock(environment.clock(), System::nanoTime);
        this.audit = new LoggedAudit(this.environment.metrics());
        this.integrity = new IntegrityRegister(this.environment.metrics());
    }

    /** Fails, with everything closed again, when any part cannot be opened. */
    Future<Broker> open() {
        return threads.call(context, this::openStorage)
                .compose(opened -> {
                    storage = opened.storage();
                    security = opened.security();
                    return deployShards(opened).compose(deployed -> {
                        shards = deployed;
                        return serve(opened, deployed);
                    });
                })
                .recover(cause -> close().transform(closed -> Future.failedFuture(cause)));
    }

    /** Answers what waits, flushes, closes; completed when the directory is free again. */
    Future<Void> close() {
        if (watch != null) {
            watch.health().stopping();
        }
        if (security != null) {
            security.close();
        }
        if (busService != null) {
            busService.stop();
        }
        if (retention != null) {
            retention.stop();
        }
        Future<Void> coordinatorsClosed = coordinators == null ? Future.succeededFuture() : coordinators.close();
        Future<Void> upkeepEnded = upkeep == null ? Future.succeededFuture() : upkeep.stop();
        return Future.join(coordinatorsClosed, upkeepEnded)
                .onFailure(cause -> LOG.warn("The coordinators could not be stopped in order: {}", cause.toString()))
                .transform(v -> shards == null ? Future.<Void>succeededFuture() : shards.close())
                .onFailure(cause -> LOG.warn("The shards could not be stopped in order: {}", cause.toString()))
                .transform(v -> threads.call(context, this::closeStorage))
                .onComplete(v -> threads.close());
    }

    private Opened openStorage() {
        StorageConfig settings = config.storage();
        Path directory = settings.directory().toAbsolutePath().normalize();
        RecordFormat recordFormat = ServiceFinder.recordFormat();
        LogStorageProvider engine = ServiceFinder.storageEngine(settings.engine(), settings.plugins());
        StorageContext given = new StorageContext(
                directory,
                settings.settings(),
                environment.files(),
                steady,
                threads.background(),
                threads.appender(),
                threads.flusher());
        SparingStorage opened = new SparingStorage(engine.open(given), Volume.of(directory), space);
        try {
            BrokerIdentity identity = BrokerIdentity.establish(opened, environment.ids());
            LOG.info(
                    "Data is in {}, kept by the {} engine{}; the last stop was {}.",
                    directory,
                    settings.engine(),
                    inWords(engine.capabilities()),
                    opened.cleanlyClosed()
                            ? "clean"
                            : "not clean, so the leader epoch rises to " + identity.leaderEpoch());
            return new Opened(
                    opened,
                    engine.capabilities(),
                    identity,
                    StoredSettings.open(context, config, opened, threads.worker()),
                    SecurityParts.open(context, config, opened, environment.clock(), audit, threads),
                    StoredQuotas.open(context, opened, threads.worker(), System::nanoTime),
                    recordFormat);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static String inWords(Set<EngineCapability> capabilities) {
        return capabilities.isEmpty()
                ? ""
                : capabilities.stream()
                        .map(capability -> capability.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    /**
     * From a thread of its own: deployed from this verticle's context the shards would be its children, which Vert.x takes
     * away before the verticle can stop them in order.
     */
    private Future<PartitionShards> deployShards(Opened opened) {
        Promise<PartitionShards> promise = Promise.promise();
        threads.worker()
                .execute(() -> PartitionShards.deploy(
                                vertx,
                                new ShardEnvironment(
                                        config.effectiveEventLoops(),
                                        opened.storage(),
                                        opened.recordFormat(),
                                        config.producers(),
                                        opened.identity().leaderEpoch(),
                                        environment.clock(),
                                        steady,
                                        environment.metrics(),
                                        integrity,
                                        gate,
                                        space,
                                        threads.worker()))
                        .onComplete(promise));
        return promise.future();
    }

    private Future<Broker> serve(Opened opened, PartitionShards deployed) {
        StoredSettings settings = opened.settings();
        StoredTopicCatalog topics = catalog(opened, deployed);
        StoredProducerIds producerIds = new StoredProducerIds(vertx, opened.storage(), threads.worker());
        BrokerCoordinators made = new BrokerCoordinators(
                settings::config,
                groupId -> settings.changed(new SettingOwner.Group(groupId)),
                new CoordinatorEnvironment(
                        vertx,
                        deployed,
                        topics,
                        opened.recordFormat(),
                        config.coordinators(),
                        steady,
                        threads.worker()),
                settings::shareGroup,
                environment.ids(),
                producerIds,
                opened.identity().leaderEpoch());
        coordinators = made;
        gate.open(made.transactions());
        Promise<RecoverySummary> loaded = Promise.promise();
        long began = System.nanoTime();
        context.runOnContext(v -> topics.load().onComplete(loaded));
        return loaded.future()
                .<Broker>map(summary -> {
                    report(summary, System.nanoTime() - began);
                    BrokerUpkeep kept = upkeep(opened, topics, deployed);
                    kept.start();
                    BrokerRetention begun = begin(settings, topics, deployed, made, kept);
                    return new RunningBroker(
                            settings,
                            opened.security().security(),
                            audit,
                            opened.quotas(),
                            topics,
                            deployed,
                            made.groups(),
                            made.shares(),
                            made.transactions(),
                            producerIds,
                            opened.recordFormat(),
                            new OpenConnections(environment.metrics()),
                            new LiveReaders(),
                            new BusSessions(),
                            watch(deployed, begun),
                            integrity,
                            begun.counts(),
                            environment.clock(),
                            environment.clock().millis(),
                            opened.identity().clusterId(),
                            opened.identity().leaderEpoch());
                })
                .compose(broker -> serveEventBus(broker).map(broker));
    }

    private StoredTopicCatalog catalog(Opened opened, PartitionShards deployed) {
        return new StoredTopicCatalog(
                context,
                opened.settings().config().topics(),
                opened.storage(),
                threads.worker(),
                new ShardedPartitionHost(deployed, opened.compacts()),
                environment.ids(),
                this::announce);
    }

    private BrokerUpkeep upkeep(Opened opened, StoredTopicCatalog topics, PartitionShards deployed) {
        BrokerUpkeep made = new BrokerUpkeep(
                vertx,
                context,
                opened.storage(),
                deployed,
                topics,
                new BrokerUpkeep.Parts(
                        () -> opened.settings().config().storage(),
                        opened.recordFormat(),
                        integrity,
                        threads,
                        steady,
                        environment.metrics(),
                        opened.compacts()));
        upkeep = made;
        return made;
    }

    /** What goes on by itself from now on. */
    private BrokerRetention begin(
            StoredSettings settings,
            StoredTopicCatalog topics,
            PartitionShards deployed,
            BrokerCoordinators made,
            BrokerUpkeep kept) {
        BrokerRetention begun = new BrokerRetention(
                vertx, context, threads.worker(), deployed, settings::config, space, environment.withClock(steady));
        retention = begun;
        settings.onChange(changed -> {
            made.configChanged();
            kept.settingsChanged();
            return topics.useDefaults(changed.topics().settings()).onSuccess(v -> begun.settingsChanged());
        });
        made.start();
        begun.start();
        return begun;
    }

    private BrokerWatch watch(PartitionShards deployed, BrokerRetention begun) {
        BrokerWatch made = BrokerWatch.begin(
                vertx,
                telemetry,
                config.metrics().enabled(),
                deployed,
                new Health.Parts(
                        BrokerWatch.pulses(vertx, deployed, environment.metrics()),
                        deployed::offlineLogs,
                        begun.counts()::totals,
                        integrity::status,
                        Volume.of(config.storage().directory().toAbsolutePath())),
                threads.worker());
        watch = made;
        return made;
    }

    private Future<Void> serveEventBus(Broker broker) {
        Promise<Void> started = Promise.promise();
        context.runOnContext(v -> {
            BusSenders senders = new BusSenders(broker.busSessions(), members());
            EventBusService made = new EventBusService(
                    vertx,
                    context,
                    broker.records(),
                    senders,
                    broker.liveReaders(),
                    () -> new ClientPacing(broker.quotas(), broker.metrics(), ClientPacing.EVENT_BUS));
            busService = made;
            made.start().onComplete(started);
        });
        return started.future();
    }

    /** Who members of this Vert.x and its cluster are on the event bus. */
    private ClientSession members() {
        String principal = config.security().eventBusPrincipal();
        return principal.isEmpty()
                ? ClientSession.TRUSTED
                : new ClientSession(Principal.parse(principal), "127.0.0.1", Long.MAX_VALUE);
    }

    private void announce(TopicChange change) {
        vertx.eventBus().publish(BusAddresses.TOPICS_CHANGED, change, LocalReferenceCodec.OPTIONS);
        if (coordinators != null) {
            coordinators.topicChanged(change);
        }
        if (retention != null && change.kind() == TopicChange.Kind.CONFIGURED) {
            retention.settingsChanged();
        }
    }

    private void report(RecoverySummary summary, long nanos) {
        environment.metrics().recovered(nanos, summary.scannedBytes(), summary.cutBytes());
        LOG.info(
                "{} topics with {} partitions opened in {} ms: {} bytes looked through, {} torn bytes cut, {} indexes"
                        + " rebuilt{}.",
                summary.topics(),
                summary.partitions(),
                nanos / 1_000_000,
                summary.scannedBytes(),
                summary.cutBytes(),
                summary.rebuiltIndexes(),
                summary.offlinePartitions() == 0 ? "" : ", " + summary.offlinePartitions() + " partitions offline");
    }

    private @Nullable Void closeStorage() {
        if (storage != null) {
            storage.close();
        }
        telemetry.close();
        return null;
    }
}
