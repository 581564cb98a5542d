package io.tailwater.core.config;

import java.util.List;

/** Makes a {@link BrokerConfig} from another one, part by part. Owned by one thread. */
public final class BrokerConfigBuilder {

    private int nodeId;
    private int eventLoops;
    private boolean allowUnauthenticatedNetwork;
    private boolean allowCleartextPasswords;
    private ListenerConfig kafka;
    private HttpConfig http;
    private List<ListenerConfig> listeners;
    private StopConfig stop;
    private SecurityConfig security;
    private StorageConfig storage;
    private TopicsConfig topics;
    private ProducersConfig producers;
    private GroupsConfig groups;
    private ShareGroupsConfig shareGroups;
    private TransactionsConfig transactions;
    private CoordinatorsConfig coordinators;
    private LimitsConfig limits;
    private MetricsConfig metrics;
    private LogConfig log;
    private TracingConfig tracing;

    BrokerConfigBuilder(BrokerConfig config) {
        nodeId = config.nodeId();
        eventLoops = config.eventLoops();
        allowUnauthenticatedNetwork = config.allowUnauthenticatedNetwork();
        allowCleartextPasswords = config.allowCleartextPasswords();
        kafka = config.kafka();
        http = config.http();
        listeners = config.listeners();
        stop = config.stop();
        security = config.security();
        storage = config.storage();
        topics = config.topics();
        producers = config.producers();
        groups = config.groups();
        shareGroups = config.shareGroups();
        transactions = config.transactions();
        coordinators = config.coordinators();
        limits = config.limits();
        metrics = config.metrics();
        log = config.log();
        tracing = config.tracing();
    }

    public BrokerConfigBuilder nodeId(int changed) {
        nodeId = changed;
        return this;
    }

    public BrokerConfigBuilder eventLoops(int changed) {
        eventLoops = changed;
        return this;
    }

    public BrokerConfigBuilder allowUnauthenticatedNetwork(boolean changed) {
        allowUnauthenticatedNetwork = changed;
        return this;
    }

    public BrokerConfigBuilder allowCleartextPasswords(boolean changed) {
        allowCleartextPasswords = changed;
        return this;
    }

    public BrokerConfigBuilder kafka(ListenerConfig changed) {
        kafka = changed;
        return this;
    }

    public BrokerConfigBuilder http(HttpConfig changed) {
        http = changed;
        return this;
    }

    public BrokerConfigBuilder listeners(List<ListenerConfig> changed) {
        listeners = List.copyOf(changed);
        return this;
    }

    public BrokerConfigBuilder stop(StopConfig changed) {
        stop = changed;
        return this;
    }

    public BrokerConfigBuilder security(SecurityConfig changed) {
        security = changed;
        return this;
    }

    public BrokerConfigBuilder storage(StorageConfig changed) {
        storage = changed;
        return this;
    }

    public BrokerConfigBuilder topics(TopicsConfig changed) {
        topics = changed;
        return this;
    }

    public BrokerConfigBuilder producers(ProducersConfig changed) {
        producers = changed;
        return this;
    }

    public BrokerConfigBuilder groups(GroupsConfig changed) {
        groups = changed;
        return this;
    }

    public BrokerConfigBuilder shareGroups(ShareGroupsConfig changed) {
        shareGroups = changed;
        return this;
    }

    public BrokerConfigBuilder transactions(TransactionsConfig changed) {
        transactions = changed;
        return this;
    }

    public BrokerConfigBuilder coordinators(CoordinatorsConfig changed) {
        coordinators = changed;
        return this;
    }

    public BrokerConfigBuilder limits(LimitsConfig changed) {
        limits = changed;
        return this;
    }

    public BrokerConfigBuilder metrics(MetricsConfig changed) {
        metrics = changed;
        return this;
    }

    public BrokerConfigBuilder log(LogConfig changed) {
        log = changed;
        return this;
    }

    public BrokerConfigBuilder tracing(TracingConfig changed) {
        tracing = changed;
        return this;
    }

    /** @throws InvalidConfigException when the parts do not go together */
    public BrokerConfig build() {
        return new BrokerConfig(
                nodeId,
                eventLoops,
                allowUnauthenticatedNetwork,
                allowCleartextPasswords,
                kafka,
                http,
                listeners,
                stop,
                security,
                storage,
                topics,
                producers,
                groups,
                shareGroups,
                transactions,
                coordinators,
                limits,
                metrics,
                log,
                tracing);
    }
}
