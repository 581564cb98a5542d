package io.tailwater.core.setting;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One row of a {@link SettingTable}: how a setting is described, and which values it takes.
 *
 * @param definition how it is described to clients
 * @param minimum the least number allowed, but for the default; for numbers only
 * @param maximum the largest number allowed; for numbers only
 */
public record Setting(SettingDefinition definition, long minimum, long maximum) {

    public static Setting integer(String name, int defaultValue, int minimum, int maximum, String documentation) {
        return number(
                name, SettingDefinition.Type.INT, Integer.toString(defaultValue), minimum, maximum, documentation);
    }

    public static Setting whole(String name, long defaultValue, long minimum, String documentation) {
        return number(
                name, SettingDefinition.Type.LONG, Long.toString(defaultValue), minimum, Long.MAX_VALUE, documentation);
    }

    public static Setting ratio(String name, String defaultValue, String documentation) {
        return number(name, SettingDefinition.Type.DOUBLE, defaultValue, 0, 1, documentation);
    }

    public static Setting flag(String name, String documentation) {
        return text(name, SettingDefinition.Type.BOOLEAN, "false", documentation, List.of("true", "false"));
    }

    public static Setting flag(String name, String defaultValue, String documentation) {
        return text(name, SettingDefinition.Type.BOOLEAN, defaultValue, documentation, List.of("true", "false"));
    }

    /** One that cannot be switched on here. */
    public static Setting alwaysOff(String name, String documentation) {
        return text(name, SettingDefinition.Type.BOOLEAN, "false", documentation, List.of("false"));
    }

    /** Any text. */
    public static Setting text(String name, String defaultValue, String documentation) {
        return text(name, SettingDefinition.Type.STRING, defaultValue, documentation, List.of());
    }

    public static Setting choice(String name, String defaultValue, List<String> allowed, String documentation) {
        return text(name, SettingDefinition.Type.STRING, defaultValue, documentation, allowed);
    }

    /** A comma-separated list; of anything when {@code allowed} is empty. */
    public static Setting list(String name, String defaultValue, List<String> allowed, String documentation) {
        return text(name, SettingDefinition.Type.LIST, defaultValue, documentation, allowed);
    }

    /** The same row, marked as acted upon by this version. */
    public Setting inEffect() {
        SettingDefinition d = definition;
        return new Setting(
                new SettingDefinition(d.name(), d.type(), d.defaultValue(), d.documentation(), d.allowed(), true),
                minimum,
                maximum);
    }

    /** The same row under another name, for what is said of all topics. */
    public Setting named(String name, String documentation) {
        SettingDefinition d = definition;
        return new Setting(
                new SettingDefinition(name, d.type(), d.defaultValue(), documentation, d.allowed(), d.inEffect()),
                minimum,
                maximum);
    }

    public String name() {
        return definition.name();
    }

    /** Why a value is not one of this setting's, as the end of a sentence that begins with its name; null when it is. */
    public @Nullable String refusal(String value) {
        return switch (definition.type()) {
            case INT, LONG -> refusalOfWhole(value);
            case DOUBLE -> refusalOfFraction(value);
            case BOOLEAN, STRING ->
                definition.allowed().isEmpty() || definition.allowed().contains(value) ? null : mustBeOneOf(value);
            case LIST -> refusalOfList(value);
        };
    }

    private @Nullable String refusalOfWhole(String value) {
        try {
            long number = Long.parseLong(value);
            return isInRange(number) || value.equals(definition.defaultValue()) ? null : mustBeInRange(value);
        } catch (NumberFormatException e) {
            return mustBeInRange(value);
        }
    }

    private boolean isInRange(long number) {
        return number >= minimum && number <= maximum;
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

    /** A value as it is kept: without blanks around it, flags in small letters. */
    public String normalized(String value) {
        String stripped = value.strip();
        return definition.type() == SettingDefinition.Type.BOOLEAN ? stripped.toLowerCase(Locale.ROOT) : stripped;
    }

    private String mustBeInRange(String value) {
        String kind = definition.type() == SettingDefinition.Type.DOUBLE ? "a number" : "a whole number";
        return "must be " + kind + " from " + minimum + " to " + maximum + orDefault() + ", not '" + value + "'";
    }

    private String orDefault() {
        boolean outside = definition.type() != SettingDefinition.Type.DOUBLE
                && !isInRange(Long.parseLong(definition.defaultValue()));
        return outside ? " or " + definition.defaultValue() : "";
    }

    private String mustBeOneOf(String value) {
        String kind = definition.type() == SettingDefinition.Type.LIST ? "a list of " : "one of ";
        return "must be " + kind + String.join(", ", definition.allowed()) + ", not '" + value + "'";
    }

    private static Setting number(
            String name,
            SettingDefinition.Type type,
            String defaultValue,
            long minimum,
            long maximum,
            String documentation) {
        return new Setting(
                new SettingDefinition(name, type, defaultValue, documentation, List.of(), false), minimum, maximum);
    }

    private static Setting text(
            String name, SettingDefinition.Type type, String defaultValue, String documentation, List<String> allowed) {
        return new Setting(new SettingDefinition(name, type, defaultValue, documentation, allowed, false), 0, 0);
    }
}
