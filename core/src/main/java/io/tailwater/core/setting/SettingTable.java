package io.tailwater.core.setting;

import io.tailwater.core.config.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings there are of one kind, by name. Immutable. */
public final class SettingTable {

    private final String kind;
    private final Map<String, Setting> byName;
    private final List<SettingDefinition> definitions;

    /** @param kind what the settings are of, as sentences name it: {@code topic} */
    public SettingTable(String kind, List<Setting> rows) {
        this.kind = kind;
        this.byName = rows.stream()
                .collect(Collectors.toMap(Setting::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
        this.definitions = rows.stream().map(Setting::definition).toList();
    }

    /** All of them, in order. */
    public List<SettingDefinition> definitions() {
        return definitions;
    }

    /** The setting of a name, or null when there is none. */
    public @Nullable Setting find(String name) {
        return byName.get(name);
    }

    /** Why settings are wrong, in one sentence, or null when they are right. */
    public @Nullable String refusal(Map<String, String> settings) {
        for (Map.Entry<String, String> entry : settings.entrySet()) {
            Setting setting = byName.get(entry.getKey());
            if (setting == null) {
                return unknown(entry.getKey());
            }
            String refusal = setting.refusal(setting.normalized(entry.getValue()));
            if (refusal != null) {
                return setting.name() + " " + refusal + ".";
            }
        }
        return null;
    }

    /** A sentence that says that there is no such setting, and names the nearest. */
    public String unknown(String name) {
        return "There is no " + kind + " setting '" + name + "'; did you mean '" + NearestName.of(name, byName.keySet())
                + "'?";
    }

    /** A value as it is kept. */
    public String normalized(String name, String value) {
        Setting setting = byName.get(name);
        return setting == null ? value.strip() : setting.normalized(value);
    }
}
