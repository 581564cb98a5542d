package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerTelemetry;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.StopConfig;
import io.tailwater.core.dynamic.DynamicSettings;
import io.tailwater.core.eventbus.BusSessions;
import io.tailwater.core.health.Health;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.metrics.LiveReaders;
import io.tailwater.core.partition.LogExtent;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.quota.Quotas;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.retention.RetentionTotals;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.Security;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.telemetry.RequestTracer;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import io.tailwater.core.transaction.TransactionClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A broker with partitions in files and no checks: what the transport needs to be tested alone. Thread-safe. */
public final class MemoryBroker implements Broker, TopicCatalog {

    private static final TopicConfig SETTINGS =
            ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.of(), Map.of())).value();

    private final BrokerConfig config;
    private final MemoryPartitions partitions = new MemoryPartitions();
    private final ScriptedGroups groups = new ScriptedGroups();
    private final Map<String, Topic> topics = new ConcurrentSkipListMap<>();
    private final AtomicLong producerIds = new AtomicLong(1000);
    private final NotedEvents counted = new NotedEvents();

    public MemoryBroker(LimitsConfig limits) {
        config = BrokerConfig.DEFAULTS.toBuilder()
                .eventLoops(1)
                .kafka(ListenerConfig.KAFKA.withPort(0))
                .limits(limits)
                .stop(new StopConfig(60_000, 60_000)) // longer than any test's own thread is held up
                .build();
    }

    /** Makes it the broker of this Vert.x instance. */
    public void register(Vertx vertx) {
        vertx.sharedData().<String, Broker>getLocalMap("tailwater").put("broker", this);
    }

    /** Makes a topic of one partition. */
    public Topic topic(String name) {
        return topics.computeIfAbsent(name, key -> new Topic(key, UUID.randomUUID(), 1, SETTINGS));
    }

    /** What metrics were told of clients that were held to limits. */
    NotedEvents noted() {
        return counted;
    }

    public MemoryPartitions memory() {
        return partitions;
    }

    @Override
    public BrokerConfig config() {
        return config;
    }

    @Override
    public Security security() {
        return Security.OFF;
    }

    @Override
    public AuditLog audit() {
        return AuditLog.NONE;
    }

    @Override
    public Quotas quotas() {
        return Quotas.NONE;
    }

    @Override
    public DynamicSettings settings() {
        return new NoSettings();
    }

    @Override
    public TopicCatalog topics() {
        return this;
    }

    @Override
    public PartitionClient partitions() {
        return partitions;
    }

    @Override
    public ScriptedGroups groups() {
        return groups;
    }

    @Override
    public ShareClient shares() {
        return new NoShares();
    }

    @Override
    public TransactionClient transactions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ProducerIds producerIds() {
        return () -> Future.succeededFuture(producerIds.incrementAndGet());
    }

    @Override
    public RecordFormat recordFormat() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BrokerMetrics metrics() {
        return counted;
    }

    @Override
    public Health health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BrokerTelemetry telemetry() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RequestTracer tracer() {
        return RequestTracer.NONE;
    }

    @Override
    public BrokerTotals totals() {
        return BrokerTotals.NOTHING;
    }

    @Override
    public BusSessions busSessions() {
        return new BusSessions();
    }

    @Override
    public LiveReaders liveReaders() {
        return new LiveReaders();
    }

    @Override
    public RetentionTotals retention() {
        return RetentionTotals.NOTHING;
    }

    @Override
    public IntegrityStatus integrity() {
        return new IntegrityStatus(0, 0, 0, Map.of());
    }

    @Override
    public Future<List<LogExtent>> backupPoint() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public InstantSource clock() {
        return Clock.systemUTC();
    }

    @Override
    public long startedAtMillis() {
        return 0;
    }

    @Override
    public String clusterId() {
        return "MemoryBrokerOfTailwate";
    }

    @Override
    public int leaderEpoch() {
        return 3;
    }

    @Override
    public Topic find(String name) {
        return topics.get(name);
    }

    @Override
    public Topic find(UUID id) {
        return topics.values().stream()
                .filter(topic -> Objects.equals(topic.id(), id))
                .findAny()
                .orElse(null);
    }

    @Override
    public Collection<Topic> all() {
        return List.copyOf(topics.values());
    }

    @Override
    public Future<Result<Topic>> create(NewTopic topic, boolean validateOnly) {
        if (topic.name().contains(" ")) {
            return Future.succeededFuture(Result.refused(ErrorCode.INVALID_TOPIC_EXCEPTION, "a blank"));
        }
        Topic made = new Topic(topic.name(), UUID.randomUUID(), Math.max(1, topic.partitionCount()), SETTINGS);
        if (!validateOnly) {
            topics.put(made.name(), made);
        }
        return Future.succeededFuture(Result.ok(made));
    }

    @Override
    public Future<Result<Topic>> createInternal(String name, int partitionCount) {
        return create(new NewTopic(name, partitionCount, Map.of()), false);
    }

    @Override
    public Future<Result<Topic>> delete(UUID id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<Topic>> addPartitions(String name, int newPartitionCount, boolean validateOnly) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<Topic>> configure(String name, SettingsEdit edit, boolean validateOnly) {
        throw new UnsupportedOperationException();
    }
}
