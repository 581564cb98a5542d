package io.tailwater.tcp.api;

import io.tailwater.core.dynamic.SettingOrigin;
import io.tailwater.core.dynamic.SettingState;
import io.tailwater.core.setting.SettingDefinition;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;

/** One setting as DescribeConfigs tells it. Stateless. */
final class ConfigEntry {

    private static final String WITHOUT_EFFECT = " Kept, but not yet acted upon by this version of Tailwater.";

    private static final byte LOGGER_SOURCE = 6;

    private ConfigEntry() {}

    /** A setting, with every place its value could come from, the one that counts first. */
    static DescribeConfigsResourceResult of(DescribeConfigsRequestData request, SettingState setting) {
        SettingDefinition definition = setting.definition();
        String documentation =
                definition.documentation() + (setting.changeable() && !definition.inEffect() ? WITHOUT_EFFECT : "");
        DescribeConfigsResourceResult entry = new DescribeConfigsResourceResult()
                .setName(setting.name())
                .setValue(setting.value())
                .setConfigSource(source(setting.origins().get(0).place()))
                .setConfigType(type(definition.type()))
                .setReadOnly(!setting.changeable())
                .setDocumentation(request.includeDocumentation() ? documentation : null);
        if (request.includeSynonyms()) {
            for (SettingOrigin origin : setting.origins()) {
                entry.synonyms()
                        .add(new DescribeConfigsSynonym()
                                .setName(origin.name())
                                .setValue(origin.value())
                                .setSource(source(origin.place())));
            }
        }
        return entry;
    }

    /** A logger's level. */
    static DescribeConfigsResourceResult ofLogger(String name, String level) {
        return new DescribeConfigsResourceResult()
                .setName(name)
                .setValue(level)
                .setConfigSource(LOGGER_SOURCE)
                .setDocumentation(null);
    }

    /** Kafka's number for where a value comes from, as DescribeConfigs and CreateTopics say it. */
    static byte source(SettingOrigin.Place place) {
        return switch (place) {
            case TOPIC -> 1;
            case NODE -> 2;
            case CLUSTER -> 3;
            case FILE -> 4;
            case DEFAULT -> 5;
            case GROUP -> 8;
        };
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
