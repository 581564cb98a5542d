package io.tailwater.core.config;

import io.tailwater.core.record.CheckRules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Maps layers of settings to {@link BrokerConfig}: every setting has the name of its record component. Stateless. By hand
 * rather than by reflection, because the broker starts in a fraction of a second.
 */
public final class BrokerConfigReader {

    private BrokerConfigReader() {}

    /**
     * Reads and checks a configuration.
     *
     * @param layers the strongest first: command line, environment, file; what none of them has is the default
     * @throws InvalidConfigException with one sentence, when a setting is unknown or wrong
     */
    public static BrokerConfig read(List<ConfigLayer> layers) {
        return read(layers, ConfigFindings.STRICT);
    }

    /** Reads a configuration to the end, whatever is wrong with it. */
    public static ConfigCheck check(List<ConfigLayer> layers) {
        ConfigCheck.Collecting findings = new ConfigCheck.Collecting();
        try {
            return findings.done(read(layers, findings));
        } catch (InvalidConfigException e) {
            findings.problem(e, layers);
            return findings.done(null);
        }
    }

    private static BrokerConfig read(List<ConfigLayer> layers, ConfigFindings findings) {
        ConfigSection root = ConfigSection.root(layers, findings);
        BrokerConfig defaults = BrokerConfig.DEFAULTS;
        BrokerConfigBuilder config = defaults.toBuilder()
                .nodeId(root.integer("nodeId", defaults.nodeId()))
                .eventLoops(root.integer("eventLoops", defaults.eventLoops()))
                .allowUnauthenticatedNetwork(
                        root.flag("allowUnauthenticatedNetwork", defaults.allowUnauthenticatedNetwork()))
                .allowCleartextPasswords(root.flag("allowCleartextPasswords", defaults.allowCleartextPasswords()))
                .kafka(root.part("kafka", kafka -> ListenerReader.read(kafka, defaults.kafka()), defaults.kafka()))
                .http(root.part("http", BrokerConfigReader::http, defaults.http()))
                .listeners(ListenerReader.readMore(root))
                .stop(root.part("stop", BrokerConfigReader::stop, defaults.stop()))
                .security(root.part("security", BrokerConfigReader::security, defaults.security()))
                .storage(root.part("storage", BrokerConfigReader::storage, defaults.storage()))
                .topics(root.part("topics", BrokerConfigReader::topics, defaults.topics()))
                .producers(root.part("producers", BrokerConfigReader::producers, defaults.producers()))
                .groups(root.part("groups", BrokerConfigReader::groups, defaults.groups()))
                .shareGroups(root.part("shareGroups", BrokerConfigReader::shareGroups, defaults.shareGroups()))
                .transactions(root.part("transactions", BrokerConfigReader::transactions, defaults.transactions()))
                .coordinators(root.part("coordinators", BrokerConfigReader::coordinators, defaults.coordinators()))
                .limits(root.part("limits", BrokerConfigReader::limits, defaults.limits()))
                .metrics(root.part("metrics", BrokerConfigReader::metrics, defaults.metrics()))
                .log(root.part("log", BrokerConfigReader::log, defaults.log()))
                .tracing(root.part("tracing", BrokerConfigReader::tracing, defaults.tracing()));
        root.refuseUnknown();
        return config.build();
    }

    private static SecurityConfig security(ConfigSection section) {
        SecurityConfig defaults = SecurityConfig.DEFAULTS;
        return new SecurityConfig(
                section.flag("authorization", defaults.authorization()),
                section.list("superUsers", defaults.superUsers()),
                section.flag("allowEveryoneIfNoAclFound", defaults.allowEveryoneIfNoAclFound()),
                section.text("eventBusPrincipal", defaults.eventBusPrincipal()),
                section.part("authentication", BrokerConfigReader::authentication, defaults.authentication()));
    }

    private static AuthenticationConfig authentication(ConfigSection section) {
        AuthenticationConfig defaults = AuthenticationConfig.DEFAULTS;
        return new AuthenticationConfig(
                section.list("authenticators", defaults.authenticators()),
                section.map("settings", defaults.settings()),
                section.whole("maxSessionMillis", defaults.maxSessionMillis()),
                section.integer("failuresPerMinute", defaults.failuresPerMinute()));
    }

    private static StopConfig stop(ConfigSection section) {
        StopConfig defaults = StopConfig.DEFAULTS;
        return new StopConfig(
                section.whole("drainMillis", defaults.drainMillis()),
                section.whole("timeoutMillis", defaults.timeoutMillis()));
    }

    private static HttpConfig http(ConfigSection section) {
        HttpConfig defaults = HttpConfig.DEFAULTS;
        return new HttpConfig(
                section.flag("enabled", defaults.enabled()),
                ListenerReader.read(section, defaults.listener()),
                section.list("allowedHosts", defaults.allowedHosts()),
                section.list("allowedOrigins", defaults.allowedOrigins()),
                section.integer("maxConnections", defaults.maxConnections()),
                section.integer("maxConnectionsPerAddress", defaults.maxConnectionsPerAddress()),
                section.integer("maxTails", defaults.maxTails()),
                section.integer("bodyBytes", defaults.bodyBytes()),
                section.part("sessions", BrokerConfigReader::browserSessions, defaults.sessions()),
                section.part("webSocket", BrokerConfigReader::webSocket, defaults.webSocket()));
    }

    private static BrowserSessionsConfig browserSessions(ConfigSection section) {
        BrowserSessionsConfig defaults = BrowserSessionsConfig.DEFAULTS;
        return new BrowserSessionsConfig(
                section.whole("idleMillis", defaults.idleMillis()),
                section.whole("longestMillis", defaults.longestMillis()),
                section.integer("max", defaults.max()),
                section.integer("maxPerUser", defaults.maxPerUser()));
    }

    private static WebSocketConfig webSocket(ConfigSection section) {
        WebSocketConfig defaults = WebSocketConfig.DEFAULTS;
        return new WebSocketConfig(
                section.flag("compression", defaults.compression()),
                section.integer("maxMessageBytes", defaults.maxMessageBytes()),
                section.integer("maxSubscriptions", defaults.maxSubscriptions()),
                section.integer("maxFilterBytes", defaults.maxFilterBytes()),
                section.integer("frameBytes", defaults.frameBytes()),
                section.integer("bufferBytes", defaults.bufferBytes()),
                section.whole("heartbeatMillis", defaults.heartbeatMillis()),
                section.whole("stalledMillis", defaults.stalledMillis()),
                section.whole("loginMillis", defaults.loginMillis()));
    }

    private static StorageConfig storage(ConfigSection section) {
        StorageConfig defaults = StorageConfig.DEFAULTS;
        return new StorageConfig(
                section.text("engine", defaults.engine()),
                section.text("plugins", defaults.plugins()),
                path(section.text("directory", defaults.directory().toString())),
                section.map("settings", defaults.settings()),
                section.whole("checkpointIntervalMillis", defaults.checkpointIntervalMillis()),
                section.whole("retentionCheckIntervalMillis", defaults.retentionCheckIntervalMillis()),
                DiskBudget.parse(
                        section.textOrNumber("diskBudget", defaults.diskBudget().toString())),
                section.part("scrub", BrokerConfigReader::scrub, defaults.scrub()),
                section.part("compaction", BrokerConfigReader::compaction, defaults.compaction()));
    }

    private static ScrubConfig scrub(ConfigSection section) {
        ScrubConfig defaults = ScrubConfig.DEFAULTS;
        return new ScrubConfig(
                section.whole("bytesPerSecond", defaults.bytesPerSecond()),
                section.whole("intervalMillis", defaults.intervalMillis()));
    }

    private static CompactionConfig compaction(ConfigSection section) {
        CompactionConfig defaults = CompactionConfig.DEFAULTS;
        return new CompactionConfig(
                section.flag("enabled", defaults.enabled()),
                section.whole("intervalMillis", defaults.intervalMillis()),
                section.whole("bytesPerSecond", defaults.bytesPerSecond()),
                section.whole("mapBytes", defaults.mapBytes()));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidConfigException("storage.directory '" + text + "' is not a path: " + e.getReason() + ".");
        }
    }

    private static TopicsConfig topics(ConfigSection section) {
        TopicsConfig defaults = TopicsConfig.DEFAULTS;
        return new TopicsConfig(
                section.flag("autoCreate", defaults.autoCreate()),
                section.integer("partitionCount", defaults.partitionCount()),
                section.integer("maxPartitions", defaults.maxPartitions()),
                section.map("settings", defaults.settings()));
    }

    private static ProducersConfig producers(ConfigSection section) {
        ProducersConfig defaults = ProducersConfig.DEFAULTS;
        return new ProducersConfig(
                section.choice("check", CheckRules.Level.class, defaults.check()),
                section.whole("expirationMillis", defaults.expirationMillis()),
                section.integer("maxPerPartition", defaults.maxPerPartition()));
    }

    private static GroupsConfig groups(ConfigSection section) {
        GroupsConfig defaults = GroupsConfig.DEFAULTS;
        return new GroupsConfig(
                section.integer("partitions", defaults.partitions()),
                section.integer("minSessionTimeoutMillis", defaults.minSessionTimeoutMillis()),
                section.integer("maxSessionTimeoutMillis", defaults.maxSessionTimeoutMillis()),
                section.integer("initialRebalanceDelayMillis", defaults.initialRebalanceDelayMillis()),
                section.integer("maxSize", defaults.maxSize()),
                section.integer("maxMemberBytes", defaults.maxMemberBytes()),
                section.integer("maxGroupBytes", defaults.maxGroupBytes()),
                section.whole("maxBytes", defaults.maxBytes()),
                section.integer("maxMetadataBytes", defaults.maxMetadataBytes()),
                section.whole("offsetsRetentionMillis", defaults.offsetsRetentionMillis()),
                section.whole("offsetsRetentionCheckMillis", defaults.offsetsRetentionCheckMillis()),
                section.part("consumer", BrokerConfigReader::consumerGroups, defaults.consumer()));
    }

    private static ConsumerGroupsConfig consumerGroups(ConfigSection section) {
        ConsumerGroupsConfig defaults = ConsumerGroupsConfig.DEFAULTS;
        return new ConsumerGroupsConfig(
                section.integer("sessionTimeoutMillis", defaults.sessionTimeoutMillis()),
                section.integer("heartbeatIntervalMillis", defaults.heartbeatIntervalMillis()),
                section.integer("maxSize", defaults.maxSize()),
                List.of(section.text("assignors", String.join(",", defaults.assignors()))
                        .split(",", -1)),
                section.choice("migration", ConsumerGroupsConfig.Migration.class, defaults.migration()),
                section.integer("assignmentIntervalMillis", defaults.assignmentIntervalMillis()),
                section.integer("expressionRefreshIntervalMillis", defaults.expressionRefreshIntervalMillis()));
    }

    private static ShareGroupsConfig shareGroups(ConfigSection section) {
        ShareGroupsConfig defaults = ShareGroupsConfig.DEFAULTS;
        return new ShareGroupsConfig(
                section.integer("partitions", defaults.partitions()),
                section.integer("maxSessions", defaults.maxSessions()),
                section.integer("maxSize", defaults.maxSize()),
                section.integer("sessionTimeoutMillis", defaults.sessionTimeoutMillis()),
                section.integer("heartbeatIntervalMillis", defaults.heartbeatIntervalMillis()),
                section.integer("deliveryCountLimit", defaults.deliveryCountLimit()),
                section.integer("maxRecordLocks", defaults.maxRecordLocks()),
                section.integer("recordLockDurationMillis", defaults.recordLockDurationMillis()),
                section.whole("maxBytes", defaults.maxBytes()));
    }

    private static TransactionsConfig transactions(ConfigSection section) {
        TransactionsConfig defaults = TransactionsConfig.DEFAULTS;
        return new TransactionsConfig(
                section.integer("partitions", defaults.partitions()),
                section.integer("maxTimeoutMillis", defaults.maxTimeoutMillis()),
                section.whole("idExpirationMillis", defaults.idExpirationMillis()),
                section.integer("maxIds", defaults.maxIds()));
    }

    private static CoordinatorsConfig coordinators(ConfigSection section) {
        CoordinatorsConfig defaults = CoordinatorsConfig.DEFAULTS;
        return new CoordinatorsConfig(
                section.whole("compactAboveBytes", defaults.compactAboveBytes()),
                section.integer("compactAboveMultiple", defaults.compactAboveMultiple()));
    }

    private static MetricsConfig metrics(ConfigSection section) {
        MetricsConfig defaults = MetricsConfig.DEFAULTS;
        return new MetricsConfig(
                section.flag("enabled", defaults.enabled()),
                section.integer("maxTopics", defaults.maxTopics()),
                section.integer("maxGroups", defaults.maxGroups()));
    }

    private static LogConfig log(ConfigSection section) {
        LogConfig defaults = LogConfig.DEFAULTS;
        return new LogConfig(
                section.choice("format", LogConfig.Format.class, defaults.format()),
                section.choice("level", LogConfig.Level.class, defaults.level()),
                section.flag("audit", defaults.audit()));
    }

    private static TracingConfig tracing(ConfigSection section) {
        TracingConfig defaults = TracingConfig.DEFAULTS;
        return new TracingConfig(
                section.text("endpoint", defaults.endpoint()), section.number("ratio", defaults.ratio()));
    }

    private static LimitsConfig limits(ConfigSection section) {
        LimitsConfig defaults = LimitsConfig.DEFAULTS;
        return new LimitsConfig(
                section.integer("maxRequestBytes", defaults.maxRequestBytes()),
                section.integer("maxConnections", defaults.maxConnections()),
                section.integer("maxConnectionsPerAddress", defaults.maxConnectionsPerAddress()),
                section.integer("maxConnectionsPerUser", defaults.maxConnectionsPerUser()),
                section.integer("connectionsPerSecond", defaults.connectionsPerSecond()),
                section.whole("authenticationMillis", defaults.authenticationMillis()),
                section.integer("connectionRequests", defaults.connectionRequests()),
                section.integer("connectionBytes", defaults.connectionBytes()),
                section.whole("totalRequestBytes", defaults.totalRequestBytes()),
                section.integer("maxFetchBytes", defaults.maxFetchBytes()),
                section.integer("maxFetchSessions", defaults.maxFetchSessions()),
                section.whole("idleConnectionMillis", defaults.idleConnectionMillis()));
    }
}
