package io.tailwater.core.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Everything a broker can be told. The documentation of a setting is its record component's.
 *
 * @param nodeId the broker's id towards clients, 0 or more
 * @param eventLoops event loops, each with one shard of the partitions and an acceptor of connections; 0 for half the
 *     processors, at least one
 * @param allowUnauthenticatedNetwork whether a listener may bind to an address that is not loopback although nobody has to
 *     say who they are
 * @param allowCleartextPasswords whether a listener that the network can reach may ask for passwords or tokens without
 *     encrypting them, because something before it does
 * @param kafka where Kafka clients connect
 * @param http where browsers connect; on the host and port of {@code kafka} both share it
 * @param listeners where else clients connect
 * @param stop how it stops
 * @param security who may do what
 * @param storage where and how bytes are kept
 * @param topics what topics are like when nobody says otherwise
 * @param producers what is remembered of producers, and how closely their batches are looked at
 * @param groups groups of consumers and the offsets they commit
 * @param shareGroups groups that share partitions record by record
 * @param transactions transactions
 * @param coordinators how the logs of groups and transactions are kept short
 * @param limits bounds on what clients can make the broker hold
 * @param metrics what is counted for {@code /metrics}
 * @param log what is written to the error stream
 * @param tracing where spans of requests go
 */
public record BrokerConfig(
        int nodeId,
        int eventLoops,
        boolean allowUnauthenticatedNetwork,
        boolean allowCleartextPasswords,
        ListenerConfig kafka,
        HttpConfig http,
        List<ListenerConfig> listeners,
        StopConfig stop,
        SecurityConfig security,
        StorageConfig storage,
        TopicsConfig topics,
        ProducersConfig producers,
        GroupsConfig groups,
        ShareGroupsConfig shareGroups,
        TransactionsConfig transactions,
        CoordinatorsConfig coordinators,
        LimitsConfig limits,
        MetricsConfig metrics,
        LogConfig log,
        TracingConfig tracing) {

    /** What {@code ./tailwater start} without options uses. */
    public static final BrokerConfig DEFAULTS = new BrokerConfig(
            1,
            0,
            false,
            false,
            ListenerConfig.KAFKA,
            HttpConfig.DEFAULTS,
            List.of(),
            StopConfig.DEFAULTS,
            SecurityConfig.DEFAULTS,
            StorageConfig.DEFAULTS,
            TopicsConfig.DEFAULTS,
            ProducersConfig.DEFAULTS,
            GroupsConfig.DEFAULTS,
            ShareGroupsConfig.DEFAULTS,
            TransactionsConfig.DEFAULTS,
            CoordinatorsConfig.DEFAULTS,
            LimitsConfig.DEFAULTS,
            MetricsConfig.DEFAULTS,
            LogConfig.DEFAULTS,
            TracingConfig.DEFAULTS);

    public BrokerConfig {
        Require.that(nodeId >= 0, "nodeId must be 0 or more, not %d", nodeId);
        Require.that(eventLoops >= 0 && eventLoops <= 1024, "eventLoops must be 0 to 1024, not %d", eventLoops);
        listeners = List.copyOf(listeners);
        ListenerRules.checkShared(kafka, http);
        List<ListenerConfig> all = ListenerRules.listeners(kafka, http, listeners);
        ListenerRules.check(all, allowUnauthenticatedNetwork, allowCleartextPasswords);
        ListenerRules.checkTokens(all, security.authentication());
    }

    /** Everywhere clients connect: {@code kafka}, {@code http} unless it is disabled or shares that one's port, and the others. */
    public List<ListenerConfig> allListeners() {
        return ListenerRules.listeners(kafka, http, listeners);
    }

    /** Whether there is a listener for clients of a protocol. */
    public boolean serves(ListenerProtocol protocol) {
        return allListeners().stream().anyMatch(listener -> listener.protocol().includes(protocol));
    }

    /** What whoever starts a broker like this should know, in sentences. */
    public List<String> warnings() {
        return ListenerRules.warnings(this);
    }

    /** This one as the beginning of another. */
    public BrokerConfigBuilder toBuilder() {
        return new BrokerConfigBuilder(this);
    }

    /** The same with another port for Kafka clients; 0 for any free one. */
    public BrokerConfig withKafkaPort(int port) {
        return toBuilder().kafka(kafka.withPort(port)).build();
    }

    /** The same with another port for browsers; 0 for any free one. */
    public BrokerConfig withHttpPort(int port) {
        return withHttp(http.withPort(port));
    }

    /** The same on any free ports, so that many brokers can run on one machine. */
    public BrokerConfig withFreePorts() {
        return withKafkaPort(0).withHttpPort(0);
    }

    /** The same with another idea of what browsers may do. */
    public BrokerConfig withHttp(HttpConfig changed) {
        return toBuilder().http(changed).build();
    }

    /** The same with another idea of who may do what. */
    public BrokerConfig withSecurity(SecurityConfig changed) {
        return toBuilder().security(changed).build();
    }

    /** The same with its data in another directory. */
    public BrokerConfig withDataDirectory(Path directory) {
        return withStorage(storage.withDirectory(directory));
    }

    /** The same with other ideas of how bytes are kept. */
    public BrokerConfig withStorage(StorageConfig changed) {
        return toBuilder().storage(changed).build();
    }

    /** The same with other ideas of topics. */
    public BrokerConfig withTopics(TopicsConfig changed) {
        return toBuilder().topics(changed).build();
    }

    /** The same with other bounds and times of groups. */
    public BrokerConfig withGroups(GroupsConfig changed) {
        return toBuilder().groups(changed).build();
    }

    /** The same with other bounds and times of transactions. */
    public BrokerConfig withTransactions(TransactionsConfig changed) {
        return toBuilder().transactions(changed).build();
    }

    /** The same with other bounds. */
    public BrokerConfig withLimits(LimitsConfig changed) {
        return toBuilder().limits(changed).build();
    }

    /** The same with another idea of what is counted. */
    public BrokerConfig withMetrics(MetricsConfig changed) {
        return toBuilder().metrics(changed).build();
    }

    /** How many event loops to run: {@code eventLoops}, or half the processors, at least one. */
    public int effectiveEventLoops() {
        return eventLoops > 0 ? eventLoops : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
