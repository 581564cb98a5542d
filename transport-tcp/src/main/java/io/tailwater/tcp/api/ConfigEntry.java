package io.tailwater.tcp.api;

import io.tailwater.core.topic.SettingDefinition;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;

/** One setting as DescribeConfigs tells it. Stateless. */
final class ConfigEntry {

    private static final String WITHOUT_EFFECT = " Kept, but not yet acted upon by this version of Tailwater.";

    private ConfigEntry() {}

    /** A topic's setting, with every place its value could come from, the one that counts first. */
    static DescribeConfigsResourceResult of(DescribeConfigsRequestData request, TopicSettingValue setting) {
        SettingDefinition definition = setting.definition();
        String name = definition.name();
        String documentation = definition.documentation() + (definition.inEffect() ? "" : WITHOUT_EFFECT);
        DescribeConfigsResourceResult entry = entry(request, name, setting.value(), setting.source(), documentation)
                .setConfigType(type(definition.type()));
        if (request.includeSynonyms()) {
            if (setting.own() != null) {
                entry.synonyms().add(synonym(name, setting.own(), ConfigSource.TOPIC));
            }
            if (setting.brokers() != null) {
                entry.synonyms().add(synonym(name, setting.brokers(), ConfigSource.BROKER_FILE));
            }
            entry.synonyms().add(synonym(name, definition.defaultValue(), ConfigSource.DEFAULT));
        }
        return entry;
    }

    /** A broker's setting; none can be changed while it runs. */
    static DescribeConfigsResourceResult of(DescribeConfigsRequestData request, BrokerSettingValue setting) {
        ConfigSource source = setting.isDefault() ? ConfigSource.DEFAULT : ConfigSource.BROKER_FILE;
        DescribeConfigsResourceResult entry =
                entry(request, setting.name(), setting.value(), source, setting.documentation());
        if (request.includeSynonyms()) {
            entry.synonyms().add(synonym(setting.name(), setting.value(), source));
        }
        return entry.setConfigType(type(setting.type())).setReadOnly(true);
    }

    private static DescribeConfigsResourceResult entry(
            DescribeConfigsRequestData request, String name, String value, ConfigSource source, String documentation) {
        return new DescribeConfigsResourceResult()
                .setName(name)
                .setValue(value)
                .setConfigSource(source.number())
                .setDocumentation(request.includeDocumentation() ? documentation : null);
    }

    private static DescribeConfigsSynonym synonym(String name, String value, ConfigSource source) {
        return new DescribeConfigsSynonym().setName(name).setValue(value).setSource(source.number());
    }

    private static byte type(SettingDefinition.Type type) {
        return switch (type) {
            case BOOLEAN -> 1;
            case STRING -> 2;
            case INT -> 3;
            case LONG -> 5;
            case DOUBLE -> 6;
            case LIST -> 7;
        };
    }
}
