package io.tailwater.core.dynamic;

import static io.tailwater.core.setting.Setting.integer;
import static io.tailwater.core.setting.Setting.whole;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ConsumerGroupsConfig;
import io.tailwater.core.config.DiskBudget;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.core.config.TopicsConfig;
import io.tailwater.core.setting.Setting;
import io.tailwater.core.setting.SettingTable;
import io.tailwater.core.topic.TopicDefaults;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this broker that Kafka has too, by Kafka's names, in one table: what tools look for. Stateless. Settings
 * that only Kafka has are not invented.
 */
final class BrokerSettings {

    private static final int MOST = Integer.MAX_VALUE;
    private static final long MINUTE_MILLIS = 60_000;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;

    private static final Map<String, BrokerSetting> ROWS = new LinkedHashMap<>();

    static {
        identity();
        topics();
        limits();
        groups();
        consumerGroups();
        shareGroups();
        transactions();
        retention();
        CleanerSettings.rows().forEach(row -> ROWS.put(row.name(), row));
        throttles();
        for (String topicName : TopicDefaults.topicNames()) {
            topicDefault(topicName);
        }
    }

    private static final SettingTable TABLE = new SettingTable(
            "broker", ROWS.values().stream().map(BrokerSetting::setting).toList());

    private BrokerSettings() {}

    static SettingTable table() {
        return TABLE;
    }

    static List<BrokerSetting> rows() {
        return new ArrayList<>(ROWS.values());
    }

    static @Nullable BrokerSetting find(String name) {
        return ROWS.get(name);
    }

    private static void identity() {
        fixed(integer("broker.id", 1, 0, MOST, "The broker's id."), BrokerConfig::nodeId);
        fixed(integer("node.id", 1, 0, MOST, "The broker's id."), BrokerConfig::nodeId);
        fixed(
                Setting.text("process.roles", "broker,controller", "What this process is: all there is."),
                config -> "broker,controller");
        fixed(
                Setting.text("listeners", "PLAINTEXT://127.0.0.1:9092", "Where Kafka clients connect."),
                config -> listeners(config, false));
        fixed(
                Setting.text("advertised.listeners", "", "What clients are told instead of the address they came by."),
                config -> listeners(config, true));
        fixed(
                Setting.text("log.dirs", "data", "The data directory."),
                config -> config.storage().directory().toAbsolutePath());
    }

    private static void topics() {
        fixed(
                Setting.flag("auto.create.topics.enable", "Whether a topic a client names is created if not there."),
                config -> config.topics().autoCreate());
        fixed(
                integer("num.partitions", 1, 1, MOST, "Partitions of a topic when nobody says."),
                config -> config.topics().partitionCount());
        fixed(integer("default.replication.factor", 1, 1, 1, "Replicas of a partition: there is one."), config -> 1);
        fixed(Setting.flag("delete.topic.enable", "Whether topics can be deleted."), config -> true);
        fixed(
                whole("producer.id.expiration.ms", 86_400_000, 1, "A producer idle for so long is forgotten."),
                config -> config.producers().expirationMillis());
    }

    private static void limits() {
        fixed(
                integer("socket.request.max.bytes", 100 << 20, 1024, MOST, "A larger request closes its connection."),
                config -> config.limits().maxRequestBytes());
        changeable(
                integer("max.connections", 15_000, 1, MOST, "Connections at once; a further one is closed.")
                        .inEffect(),
                config -> config.limits().maxConnections(),
                (config, value) -> config.withLimits(config.limits().withMaxConnections(Integer.parseInt(value))));
        changeable(
                integer("max.connections.per.ip", MOST, 1, MOST, "Connections at once from one address.")
                        .inEffect(),
                config -> config.limits().maxConnectionsPerAddress(),
                (config, value) ->
                        config.withLimits(config.limits().withMaxConnectionsPerAddress(Integer.parseInt(value))));
        changeable(
                integer("max.connection.creation.rate", MOST, 1, MOST, "Connections a second; further ones wait.")
                        .inEffect(),
                config -> config.limits().connectionsPerSecond(),
                (config, value) ->
                        config.withLimits(config.limits().withConnectionsPerSecond(Integer.parseInt(value))));
        fixed(
                whole("connections.max.idle.ms", 600_000, 0, "A connection silent for so long is closed; 0 for never."),
                config -> config.limits().idleConnectionMillis());
        fixed(
                integer("fetch.max.bytes", 55 << 20, 1024, MOST, "Bytes of records in one fetch response at most."),
                config -> config.limits().maxFetchBytes());
        fixed(
                integer("max.incremental.fetch.session.cache.slots", 1_000, 0, MOST, "Fetch sessions kept."),
                config -> config.limits().maxFetchSessions());
    }

    private static void groups() {
        fixed(
                integer("offsets.topic.num.partitions", 1, 1, MOST, "Partitions of __consumer_offsets."),
                config -> config.groups().partitions());
        fixed(integer("offsets.topic.replication.factor", 1, 1, 1, "Replicas of it: there is one."), config -> 1);
        changeable(
                integer("offsets.retention.minutes", 10_080, 1, MOST, "How long offsets nobody uses are kept.")
                        .inEffect(),
                config -> config.groups().offsetsRetentionMillis() / 60_000,
                (config, value) ->
                        config.withGroups(config.groups().withOffsetsRetentionMillis(60_000L * Long.parseLong(value))));
        changeable(
                whole("offsets.retention.check.interval.ms", 600_000, 1, "How often is looked for such.")
                        .inEffect(),
                config -> config.groups().offsetsRetentionCheckMillis(),
                (config, value) ->
                        config.withGroups(config.groups().withOffsetsRetentionCheckMillis(Long.parseLong(value))));
        changeable(
                integer("offset.metadata.max.bytes", 4096, 0, 10_000, "A note that is committed with an offset.")
                        .inEffect(),
                config -> config.groups().maxMetadataBytes(),
                (config, value) -> config.withGroups(config.groups().withMaxMetadataBytes(Integer.parseInt(value))));
        changeable(
                integer("group.min.session.timeout.ms", 6_000, 1, MOST, "The shortest session a member may ask for.")
                        .inEffect(),
                config -> config.groups().minSessionTimeoutMillis(),
                (config, value) ->
                        config.withGroups(config.groups().withMinSessionTimeoutMillis(Integer.parseInt(value))));
        changeable(
                integer("group.max.session.timeout.ms", 1_800_000, 1, MOST, "The longest.")
                        .inEffect(),
                config -> config.groups().maxSessionTimeoutMillis(),
                (config, value) ->
                        config.withGroups(config.groups().withMaxSessionTimeoutMillis(Integer.parseInt(value))));
        changeable(
                integer("group.initial.rebalance.delay.ms", 0, 0, MOST, "How long a group's first member waits.")
                        .inEffect(),
                config -> config.groups().initialRebalanceDelayMillis(),
                (config, value) ->
                        config.withGroups(config.groups().withInitialRebalanceDelayMillis(Integer.parseInt(value))));
        changeable(
                integer("group.max.size", 10_000, 1, MOST, "Members of one group.")
                        .inEffect(),
                config -> config.groups().maxSize(),
                (config, value) -> config.withGroups(config.groups().withMaxSize(Integer.parseInt(value))));
    }

    private static void consumerGroups() {
        fixed(
                integer("group.consumer.session.timeout.ms", 45_000, 1, MOST, "A silent member is out after so long."),
                config -> config.groups().consumer().sessionTimeoutMillis());
        fixed(
                integer("group.consumer.heartbeat.interval.ms", 5_000, 1, MOST, "How often members report."),
                config -> config.groups().consumer().heartbeatIntervalMillis());
        fixed(
                integer("group.consumer.max.size", MOST, 1, MOST, "Members of one group."),
                config -> config.groups().consumer().maxSize());
        fixed(
                Setting.list(
                        "group.consumer.assignors",
                        "uniform,range",
                        ConsumerGroupsConfig.ALL_ASSIGNORS,
                        "The ways to assign, the one for members that do not ask for one first."),
                config -> String.join(",", config.groups().consumer().assignors()));
        fixed(
                Setting.choice(
                        "group.consumer.migration.policy",
                        "bidirectional",
                        List.of("disabled", "upgrade", "downgrade", "bidirectional"),
                        "Which groups become ones of the other protocol when members speak it."),
                config -> config.groups().consumer().migration().name().toLowerCase(Locale.ROOT));
        fixed(
                integer("group.consumer.assignment.interval.ms", 1_000, 0, MOST, "Assignments are so far apart."),
                config -> config.groups().consumer().assignmentIntervalMillis());
        fixed(
                integer(
                        "group.consumer.regex.refresh.interval.ms",
                        600_000,
                        10_000,
                        MOST,
                        "How often they are matched."),
                config -> config.groups().consumer().expressionRefreshIntervalMillis());
    }

    private static void shareGroups() {
        fixed(
                integer(
                        "share.coordinator.state.topic.num.partitions",
                        1,
                        1,
                        MOST,
                        "Partitions of __share_group_state."),
                config -> config.shareGroups().partitions());
        fixed(
                integer("share.coordinator.state.topic.replication.factor", 1, 1, 1, "Replicas of it: there is one."),
                config -> 1);
        fixed(
                integer("group.share.max.share.sessions", 2_000, 1, MOST, "Share sessions, each of one member."),
                config -> config.shareGroups().maxSessions());
        fixed(
                integer("group.share.max.size", 200, 1, MOST, "Members of one share group."),
                config -> config.shareGroups().maxSize());
        fixed(
                integer("group.share.session.timeout.ms", 45_000, 1, MOST, "A member silent for so long is put out."),
                config -> config.shareGroups().sessionTimeoutMillis());
        fixed(
                integer("group.share.heartbeat.interval.ms", 5_000, 1, MOST, "How often members report."),
                config -> config.shareGroups().heartbeatIntervalMillis());
        fixed(
                integer("group.share.delivery.count.limit", 5, 2, 10, "How often a record is delivered at most."),
                config -> config.shareGroups().deliveryCountLimit());
        fixed(
                integer("group.share.partition.max.record.locks", 2_000, 100, 10_000, "Records under way at most."),
                config -> config.shareGroups().maxRecordLocks());
        fixed(
                integer("group.share.record.lock.duration.ms", 30_000, 1, MOST, "How long a member has a record."),
                config -> config.shareGroups().recordLockDurationMillis());
    }

    private static void transactions() {
        fixed(
                integer("transaction.state.log.num.partitions", 1, 1, MOST, "Partitions of __transaction_state."),
                config -> config.transactions().partitions());
        fixed(
                integer("transaction.state.log.replication.factor", 1, 1, 1, "Replicas of it: there is one."),
                config -> 1);
        changeable(
                integer("transaction.max.timeout.ms", 900_000, 1, MOST, "The longest a producer may ask for.")
                        .inEffect(),
                config -> config.transactions().maxTimeoutMillis(),
                (config, value) ->
                        config.withTransactions(config.transactions().withMaxTimeoutMillis(Integer.parseInt(value))));
        changeable(
                whole("transactional.id.expiration.ms", 604_800_000, 1, "An id idle for so long is forgotten.")
                        .inEffect(),
                config -> config.transactions().idExpirationMillis(),
                (config, value) ->
                        config.withTransactions(config.transactions().withIdExpirationMillis(Long.parseLong(value))));
    }

    private static void retention() {
        changeable(
                whole("log.retention.check.interval.ms", 30_000, 1, "How often is looked for what need not be kept.")
                        .inEffect(),
                config -> config.storage().retentionCheckIntervalMillis(),
                (config, value) ->
                        config.withStorage(config.storage().withRetentionCheckIntervalMillis(Long.parseLong(value))));
        changeable(
                Setting.text(
                                "disk.budget",
                                "off",
                                "How much may be used, in bytes or percent of the volume, before the oldest segments go early."
                                        + " Tailwater's own.")
                        .inEffect(),
                config -> config.storage().diskBudget(),
                (config, value) -> config.withStorage(config.storage().withDiskBudget(DiskBudget.parse(value))));
        fixed(
                whole("log.retention.hours", 168, -1, "log.retention.ms in hours: that is the one to change."),
                config -> inUnitsOf(HOUR_MILLIS, forAllTopics(config, "retention.ms")));
        fixed(
                whole("log.retention.minutes", 10_080, -1, "log.retention.ms in minutes: that is the one to change."),
                config -> inUnitsOf(MINUTE_MILLIS, forAllTopics(config, "retention.ms")));
        fixed(
                whole("log.roll.hours", 168, -1, "log.roll.ms in hours: that is the one to change."),
                config -> forAllTopics(config, "segment.ms") / HOUR_MILLIS);
        fixed(
                whole("log.roll.jitter.hours", 0, -1, "log.roll.jitter.ms in hours: that is the one to change."),
                config -> forAllTopics(config, "segment.jitter.ms") / HOUR_MILLIS);
    }

    /** Tools that move replicas set these and take them back: kept for them, with no replica that they could slow down. */
    private static void throttles() {
        for (String name : new String[] {
            "leader.replication.throttled.rate",
            "follower.replication.throttled.rate",
            "replica.alter.log.dirs.io.max.bytes.per.second"
        }) {
            changeable(
                    whole(name, Long.MAX_VALUE, 0, "Bytes a second of replicas that move: none do."),
                    config -> Long.MAX_VALUE,
                    (config, value) -> config);
        }
    }

    private static long forAllTopics(BrokerConfig config, String topicName) {
        Setting ofTopic = Objects.requireNonNull(TopicSettings.table().find(topicName), topicName);
        return Long.parseLong(config.topics()
                .settings()
                .getOrDefault(topicName, ofTopic.definition().defaultValue()));
    }

    private static long inUnitsOf(long unitMillis, long millis) {
        return millis < 0 ? -1 : millis / unitMillis;
    }

    private static String listeners(BrokerConfig config, boolean advertised) {
        return config.allListeners().stream()
                .filter(listener -> listener.protocol().includes(ListenerProtocol.KAFKA))
                .filter(listener -> !advertised || !listener.advertised().isEmpty())
                .map(listener -> protocol(listener) + "://" + (advertised ? listener.advertised() : listener.address()))
                .collect(Collectors.joining(","));
    }

    /** As Kafka calls it. */
    private static String protocol(ListenerConfig listener) {
        return (listener.authentication().isEmpty() ? "" : "SASL_")
                + (listener.tls().enabled() ? "SSL" : "PLAINTEXT");
    }

    private static void topicDefault(String topicName) {
        Setting ofTopic = Objects.requireNonNull(TopicSettings.table().find(topicName), topicName);
        String name = Objects.requireNonNull(TopicDefaults.brokerName(topicName), topicName);
        changeable(
                ofTopic.named(
                        name,
                        "For topics that do not say " + topicName + ": "
                                + ofTopic.definition().documentation()),
                config -> config.topics()
                        .settings()
                        .getOrDefault(topicName, ofTopic.definition().defaultValue()),
                (config, value) -> withTopicDefault(config, topicName, value));
    }

    private static BrokerConfig withTopicDefault(BrokerConfig config, String topicName, String value) {
        TopicsConfig topics = config.topics().with(topicName, value);
        String refusal = TopicSettings.refusalOfDefaults(topics.settings());
        if (refusal != null) {
            throw new InvalidConfigException(refusal);
        }
        return config.withTopics(topics);
    }

    private static void fixed(Setting setting, Function<BrokerConfig, Object> read) {
        ROWS.put(setting.name(), new BrokerSetting(setting.inEffect(), read, null));
    }

    private static void changeable(
            Setting setting,
            Function<BrokerConfig, Object> read,
            BiFunction<BrokerConfig, String, BrokerConfig> write) {
        ROWS.put(setting.name(), new BrokerSetting(setting, read, write));
    }
}
