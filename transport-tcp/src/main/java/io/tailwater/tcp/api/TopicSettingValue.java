package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.topic.SettingDefinition;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A setting as it stands for one topic.
 *
 * @param definition what the setting is
 * @param own what the topic itself says, or null
 * @param brokers what this broker says for all topics, or null
 */
record TopicSettingValue(
        SettingDefinition definition,
        @Nullable String own,
        @Nullable String brokers) {

    /** Every setting of a topic, by name. */
    static List<TopicSettingValue> all(Broker broker, Topic topic) {
        List<TopicSettingValue> values = new ArrayList<>();
        for (SettingDefinition definition : TopicSettings.definitions()) {
            values.add(of(broker, topic, definition));
        }
        return values;
    }

    /** One setting of a topic; it must be in {@link TopicSettings}. */
    static TopicSettingValue of(Broker broker, Topic topic, String name) {
        return of(broker, topic, Objects.requireNonNull(TopicSettings.definition(name), name));
    }

    private static TopicSettingValue of(Broker broker, Topic topic, SettingDefinition definition) {
        return new TopicSettingValue(
                definition,
                topic.config().overrides().get(definition.name()),
                broker.config().topics().settings().get(definition.name()));
    }

    /** What is in force. */
    String value() {
        if (own != null) {
            return own;
        }
        return brokers != null ? brokers : definition.defaultValue();
    }

    /** Where that comes from. */
    ConfigSource source() {
        if (own != null) {
            return ConfigSource.TOPIC;
        }
        return brokers != null ? ConfigSource.BROKER_FILE : ConfigSource.DEFAULT;
    }
}
