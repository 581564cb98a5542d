package io.tailwater.core.dynamic;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was changed while running. Immutable.
 *
 * @param node of this broker
 * @param cluster of all brokers
 * @param groups of groups, by id; none is empty
 */
record ChangedSettings(
        Map<String, String> node, Map<String, String> cluster, SortedMap<String, Map<String, String>> groups) {

    static final ChangedSettings NONE = new ChangedSettings(Map.of(), Map.of(), new TreeMap<>());

    ChangedSettings {
        node = Collections.unmodifiableMap(new TreeMap<>(node));
        cluster = Collections.unmodifiableMap(new TreeMap<>(cluster));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    Map<String, String> of(SettingOwner owner) {
        if (owner instanceof SettingOwner.Group group) {
            return groups.getOrDefault(group.id(), Map.of());
        }
        return owner instanceof SettingOwner.Node ? node : cluster;
    }

    Collection<String> groupIds() {
        return groups.keySet();
    }

    /** The same with other settings of one owner. */
    ChangedSettings with(SettingOwner owner, Map<String, String> settings) {
        if (owner instanceof SettingOwner.Group group) {
            SortedMap<String, Map<String, String>> copy = new TreeMap<>(groups);
            if (settings.isEmpty()) {
                copy.remove(group.id());
            } else {
                copy.put(group.id(), Collections.unmodifiableMap(new TreeMap<>(settings)));
            }
            return new ChangedSettings(node, cluster, copy);
        }
        return owner instanceof SettingOwner.Node
                ? new ChangedSettings(settings, cluster, groups)
                : new ChangedSettings(node, settings, groups);
    }
}
