package io.tailwater.core.setting;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What shall become of a resource's own settings. The values that come of it are still to be checked. */
public sealed interface SettingsEdit {

    /**
     * The settings afterwards.
     *
     * @param own those that are set now, by name
     * @param table what settings there are
     * @return all that are set then; {@code INVALID_CONFIG} when something is appended to what is no list
     */
    Result<Map<String, String>> applyTo(Map<String, String> own, SettingTable table);

    /** Those that are given, and no others (AlterConfigs). */
    record Replacement(Map<String, String> settings) implements SettingsEdit {

        public Replacement {
            settings = Map.copyOf(settings);
        }

        @Override
        public Result<Map<String, String>> applyTo(Map<String, String> own, SettingTable table) {
            return Result.ok(settings);
        }
    }

    /** Some changed, the rest as they were (IncrementalAlterConfigs). */
    record Changes(List<SettingChange> changes) implements SettingsEdit {

        public Changes {
            changes = List.copyOf(changes);
        }

        @Override
        public Result<Map<String, String>> applyTo(Map<String, String> own, SettingTable table) {
            Map<String, String> after = new TreeMap<>(own);
            for (SettingChange change : changes) {
                String name = change.name();
                Setting setting = table.find(name);
                if (change instanceof SettingChange.Assign assign) {
                    after.put(name, assign.value());
                } else if (change instanceof SettingChange.Reset) {
                    after.remove(name);
                } else if (setting == null) {
                    return Result.refused(ErrorCode.INVALID_CONFIG, table.unknown(name));
                } else if (setting.definition().type() != SettingDefinition.Type.LIST) {
                    return Result.refused(
                            ErrorCode.INVALID_CONFIG, name + " is not a list: nothing can be appended or subtracted.");
                } else {
                    after.put(name, changedList(change, after.get(name), setting));
                }
            }
            return Result.ok(after);
        }

        private static String changedList(SettingChange change, @Nullable String set, Setting setting) {
            List<String> elements = elements(set == null ? setting.definition().defaultValue() : set);
            if (change instanceof SettingChange.Append append) {
                for (String element : elements(append.elements())) {
                    if (!elements.contains(element)) {
                        elements.add(element);
                    }
                }
            } else if (change instanceof SettingChange.Subtract subtract) {
                elements.removeAll(elements(subtract.elements()));
            }
            return String.join(",", elements);
        }

        private static List<String> elements(String list) {
            List<String> elements = new ArrayList<>();
            for (String element : list.split(",", -1)) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
            return elements;
        }
    }
}
