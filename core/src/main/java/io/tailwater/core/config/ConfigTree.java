package io.tailwater.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A configuration as one table. Stateless. By reflection: it is made when somebody asks, never during a start. */
public final class ConfigTree {

    private ConfigTree() {}

    /** Every setting by its path, with its value as text; secrets are not in it. */
    public static SortedMap<String, String> flatten(BrokerConfig config) {
        SortedMap<String, String> settings = new TreeMap<>();
        put(settings, "", config);
        return settings;
    }

    private static void put(Map<String, String> settings, String path, Object value) {
        if (value instanceof Collection<?> all
                && !all.isEmpty()
                && all.stream().allMatch(ListenerConfig.class::isInstance)) {
            all.forEach(listener -> put(settings, path + "." + ((ListenerConfig) listener).name(), listener));
        } else if (value instanceof Map<?, ?> names) {
            names.forEach((name, each) -> settings.put(path + "." + name, String.valueOf(each)));
        } else if (value instanceof Record section
                && section.getClass().getSimpleName().endsWith("Config")) {
            for (RecordComponent component : section.getClass().getRecordComponents()) {
                put(settings, inner(path, component.getName()), read(section, component));
            }
        } else {
            settings.put(path, String.valueOf(value));
        }
    }

    /** Where a section's listener is its own: {@code http.port} is that of {@code http.listener}. */
    private static String inner(String path, String name) {
        if (path.isEmpty()) {
            return name;
        }
        return name.equals("listener") ? path : path + "." + name;
    }

    private static Object read(Record section, RecordComponent component) {
        try {
            return component.getAccessor().invoke(section);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }
}
