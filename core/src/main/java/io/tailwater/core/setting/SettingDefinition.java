package io.tailwater.core.setting;

import java.util.List;

/**
 * One setting, for those who describe it (DescribeConfigs).
 *
 * @param name Kafka's name, or ours
 * @param type what its values are
 * @param defaultValue as text
 * @param documentation one sentence
 * @param allowed the legal values of a choice, empty otherwise
 * @param inEffect whether this version acts on it; others are kept for later
 */
public record SettingDefinition(
        String name, Type type, String defaultValue, String documentation, List<String> allowed, boolean inEffect) {

    /** Kinds of values, as DescribeConfigs names them. */
    public enum Type {
        BOOLEAN,
        STRING,
        INT,
        LONG,
        DOUBLE,
        LIST
    }

    public SettingDefinition {
        allowed = List.copyOf(allowed);
    }
}
