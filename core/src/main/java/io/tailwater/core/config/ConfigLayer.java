package io.tailwater.core.config;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings from one place, as a tree. Immutable.
 *
 * @param origin where they come from, for messages: {@code tailwater.json}, {@code the environment}
 * @param tree names to values or to further trees
 * @param loose whether capitals and underscores in names do not count, as in the environment
 */
public record ConfigLayer(String origin, Map<String, Object> tree, boolean loose) {

    private static final String PREFIX = "TAILWATER_";

    public ConfigLayer {
        tree = Map.copyOf(tree);
    }

    /** A file's or a verticle's configuration, names to be written exactly; a null says nothing. */
    public static ConfigLayer of(String origin, JsonObject json) {
        return new ConfigLayer(origin, plainTree(json), false);
    }

    /**
     * The variables that begin with {@code TAILWATER_}: two underscores lead into a section, capitals and single underscores
     * do not count, so that {@code TAILWATER_STORAGE__CHECKPOINT_INTERVAL_MILLIS} is
     * {@code storage.checkpointIntervalMillis}. In maps of free names, a name of capitals means one with small letters and
     * dots: {@code TAILWATER_TOPICS__SETTINGS__MAX_MESSAGE_BYTES} is {@code max.message.bytes}.
     */
    public static ConfigLayer ofEnvironment(Map<String, String> environment) {
        Map<String, Object> tree = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                put(tree, List.of(name.substring(PREFIX.length()).split("__", -1)), value);
            }
        });
        return new ConfigLayer("the environment", tree, true);
    }

    /** Whether a name in this layer means the setting of a given name. */
    boolean matches(String written, String name) {
        return loose ? plain(written).equals(plain(name)) : written.equals(name);
    }

    /** The name in a map of free names that a name in this layer means. */
    String freeName(String written) {
        boolean capitals = written.equals(written.toUpperCase(Locale.ROOT));
        return loose && capitals ? written.toLowerCase(Locale.ROOT).replace('_', '.') : written;
    }

    /** How a message names a setting of this layer. */
    String describe(List<String> path) {
        return loose ? PREFIX + String.join("__", path).toUpperCase(Locale.ROOT) : String.join(".", path);
    }

    private static Map<String, Object> plainTree(JsonObject json) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : json) {
            if (entry.getValue() instanceof JsonObject section) {
                tree.put(entry.getKey(), plainTree(section));
            } else if (entry.getValue() != null) {
                tree.put(entry.getKey(), entry.getValue());
            }
        }
        return tree;
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> tree, List<String> path, String value) {
        if (path.size() == 1) {
            tree.put(path.get(0), value);
            return;
        }
        Object section = tree.computeIfAbsent(path.get(0), name -> new LinkedHashMap<String, Object>());
        if (section instanceof Map<?, ?> inner) {
            @SuppressWarnings("unchecked")
            Map<String, Object> names = (Map<String, Object>) inner;
            put(names, new ArrayList<>(path.subList(1, path.size())), value);
        }
    }
}
