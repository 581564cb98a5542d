package io.tailwater.core.topic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@link TopicSettings}: how a setting is described, and which values it takes.
 *
 * @param definition how it is described to clients
 * @param minimum the least number allowed; for numbers only
 * @param maximum the largest number allowed; for numbers only
 */
record TopicSetting(SettingDefinition definition, long minimum, long maximum) {

    static TopicSetting integer(String name, int defaultValue, int minimum, int maximum, String documentation) {
        return number(
                name, SettingDefinition.Type.INT, Integer.toString(defaultValue), minimum, maximum, documentation);
    }

    static TopicSetting whole(String name, long defaultValue, long minimum, String documentation) {
        return number(
                name, SettingDefinition.Type.LONG, Long.toString(defaultValue), minimum, Long.MAX_VALUE, documentation);
    }

    static TopicSetting ratio(String name, String defaultValue, String documentation) {
        return number(name, SettingDefinition.Type.DOUBLE, defaultValue, 0, 1, documentation);
    }

    static TopicSetting flag(String name, String documentation) {
        return text(name, SettingDefinition.Type.BOOLEAN, "false", documentation, List.of("true", "false"));
    }

    static TopicSetting choice(String name, String defaultValue, List<String> allowed, String documentation) {
        return text(name, SettingDefinition.Type.STRING, defaultValue, documentation, allowed);
    }

    /** A comma-separated list; of anything when {@code allowed} is empty. */
    static TopicSetting list(String name, String defaultValue, List<String> allowed, String documentation) {
        return text(name, SettingDefinition.Type.LIST, defaultValue, documentation, allowed);
    }

    /** The same row, marked as acted upon by this version. */
    TopicSetting inEffect() {
        SettingDefinition d = definition;
        return new TopicSetting(
                new SettingDefinition(d.name(), d.type(), d.defaultValue(), d.documentation(), d.allowed(), true),
                minimum,
                maximum);
    }

    String name() {
        return definition.name();
    }

    /** Why a value is not one of this setting's, as the end of a sentence that begins with its name; null when it is. */
    @Nullable
    String refusal(String value) {
        return switch (definition.type()) {
            case INT, LONG -> refusalOfWhole(value);
            case DOUBLE -> refusalOfFraction(value);
            case BOOLEAN, STRING -> definition.allowed().contains(value) ? null : mustBeOneOf(value);
            case LIST -> refusalOfList(value);
        };
    }

    private @Nullable String refusalOfWhole(String value) {
        try {
            long number = Long.parseLong(value);
            return number >= minimum && number <= maximum ? null : mustBeInRange(value);
        } catch (NumberFormatException e) {
            return mustBeInRange(value);
        }
    }

    private @Nullable String refusalOfFraction(String value) {
        try {
            double number = Double.parseDouble(value);
            return number >= minimum && number <= maximum ? null : mustBeInRange(value);
        } catch (NumberFormatException e) {
            return mustBeInRange(value);
        }
    }

    private @Nullable String refusalOfList(String value) {
        if (definition.allowed().isEmpty() || value.isBlank()) {
            return null;
        }
        for (String element : value.split(",", -1)) {
            if (!definition.allowed().contains(element.strip())) {
                return mustBeOneOf(value);
            }
        }
        return null;
    }

    private String mustBeInRange(String value) {
        String kind = definition.type() == SettingDefinition.Type.DOUBLE ? "a number" : "a whole number";
        return "must be " + kind + " from " + minimum + " to " + maximum + ", not '" + value + "'";
    }

    private String mustBeOneOf(String value) {
        String kind = definition.type() == SettingDefinition.Type.LIST ? "a list of " : "one of ";
        return "must be " + kind + String.join(", ", definition.allowed()) + ", not '" + value + "'";
    }

    private static TopicSetting number(
            String name,
            SettingDefinition.Type type,
            String defaultValue,
            long minimum,
            long maximum,
            String documentation) {
        return new TopicSetting(
                new SettingDefinition(name, type, defaultValue, documentation, List.of(), false), minimum, maximum);
    }

    private static TopicSetting text(
            String name, SettingDefinition.Type type, String defaultValue, String documentation, List<String> allowed) {
        return new TopicSetting(new SettingDefinition(name, type, defaultValue, documentation, allowed, false), 0, 0);
    }
}
