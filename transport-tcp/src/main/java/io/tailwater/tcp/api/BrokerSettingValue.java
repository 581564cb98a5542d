package io.tailwater.tcp.api;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.topic.SettingDefinition;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A setting of this broker that Kafka has too, by Kafka's name: what tools look for. Settings that only Kafka has are not
 * invented.
 *
 * @param name Kafka's name
 * @param type what its values are
 * @param value as text
 * @param isDefault whether it is what a broker has that is told nothing
 * @param documentation one sentence
 */
record BrokerSettingValue(
        String name, SettingDefinition.Type type, String value, boolean isDefault, String documentation) {

    private record Row(
            String name, SettingDefinition.Type type, Function<BrokerConfig, Object> value, String documentation) {}

    private static final List<Row> TABLE = List.of(
            new Row("node.id", SettingDefinition.Type.INT, BrokerConfig::nodeId, "The broker's id."),
            new Row(
                    "log.dirs",
                    SettingDefinition.Type.STRING,
                    config -> config.storage().directory().toAbsolutePath(),
                    "The data directory."),
            new Row(
                    "auto.create.topics.enable",
                    SettingDefinition.Type.BOOLEAN,
                    config -> config.topics().autoCreate(),
                    "Whether a topic that a client names is created when it is not there."),
            new Row(
                    "num.partitions",
                    SettingDefinition.Type.INT,
                    config -> config.topics().partitionCount(),
                    "Partitions of a topic when nobody says."),
            new Row(
                    "default.replication.factor",
                    SettingDefinition.Type.INT,
                    config -> 1,
                    "Replicas of a partition: there is one."),
            new Row(
                    "delete.topic.enable",
                    SettingDefinition.Type.BOOLEAN,
                    config -> true,
                    "Whether topics can be deleted."),
            new Row(
                    "socket.request.max.bytes",
                    SettingDefinition.Type.INT,
                    config -> config.limits().maxRequestBytes(),
                    "The largest request; a larger one closes its connection."),
            new Row(
                    "max.connections",
                    SettingDefinition.Type.INT,
                    config -> config.limits().maxConnections(),
                    "Connections at once; a further one is closed."),
            new Row(
                    "connections.max.idle.ms",
                    SettingDefinition.Type.LONG,
                    config -> config.limits().idleConnectionMillis(),
                    "A connection silent for so long is closed; 0 for never."),
            new Row(
                    "fetch.max.bytes",
                    SettingDefinition.Type.INT,
                    config -> config.limits().maxFetchBytes(),
                    "Bytes of records in one fetch response at most."),
            new Row(
                    "max.incremental.fetch.session.cache.slots",
                    SettingDefinition.Type.INT,
                    config -> config.limits().maxFetchSessions(),
                    "Incremental fetch sessions kept."),
            new Row(
                    "producer.id.expiration.ms",
                    SettingDefinition.Type.INT,
                    config -> config.producers().expirationMillis(),
                    "A producer idle for so long is forgotten by a partition."),
            topicDefault("message.max.bytes", "max.message.bytes"),
            topicDefault("compression.type", "compression.type"),
            topicDefault("min.insync.replicas", "min.insync.replicas"),
            topicDefault("log.cleanup.policy", "cleanup.policy"),
            topicDefault("log.segment.bytes", "segment.bytes"),
            topicDefault("log.roll.ms", "segment.ms"),
            topicDefault("log.retention.ms", "retention.ms"),
            topicDefault("log.retention.bytes", "retention.bytes"),
            topicDefault("log.index.interval.bytes", "index.interval.bytes"),
            topicDefault("log.flush.interval.messages", "flush.messages"),
            topicDefault("log.flush.interval.ms", "flush.ms"),
            topicDefault("log.message.timestamp.type", "message.timestamp.type"),
            topicDefault("log.message.timestamp.before.max.ms", "message.timestamp.before.max.ms"),
            topicDefault("log.message.timestamp.after.max.ms", "message.timestamp.after.max.ms"));

    /** What Kafka calls differently when it is said for all topics. */
    private static Row topicDefault(String brokerName, String topicName) {
        SettingDefinition definition = Objects.requireNonNull(TopicSettings.definition(topicName), topicName);
        return new Row(
                brokerName,
                definition.type(),
                config -> config.topics().settings().getOrDefault(topicName, definition.defaultValue()),
                "For topics that do not say: " + definition.documentation());
    }

    /** All of them, as they stand. */
    static List<BrokerSettingValue> all(BrokerConfig config) {
        List<BrokerSettingValue> values = new ArrayList<>(TABLE.size());
        for (Row row : TABLE) {
            String value = row.value().apply(config).toString();
            boolean isDefault =
                    value.equals(row.value().apply(BrokerConfig.DEFAULTS).toString());
            values.add(new BrokerSettingValue(row.name(), row.type(), value, isDefault, row.documentation()));
        }
        return values;
    }
}
