package io.tailwater.core.dynamic;

import io.tailwater.core.meta.MetaFile;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was changed while running, on disk. Blocking; thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "node": {"max.connections": "100"}, "cluster": {"log.retention.ms": "60000"},
 *  "groups": {"billing": {"consumer.session.timeout.ms": "50000"}}}
 * }</pre>
 */
final class SettingsFile {

    private final MetaFile file;

    SettingsFile(LogStorage storage) {
        this.file = MetaFile.of(storage, "settings.json", "the settings changed while running")
                .deletable();
    }

    /** @throws StorageException when the file is not one that this version can read */
    ChangedSettings read() {
        return file.read(SettingsFile::changed).orElse(ChangedSettings.NONE);
    }

    void write(ChangedSettings changed) {
        JsonObject groups = new JsonObject();
        changed.groups().forEach((id, settings) -> groups.put(id, json(settings)));
        file.write(new JsonObject()
                .put("node", json(changed.node()))
                .put("cluster", json(changed.cluster()))
                .put("groups", groups));
    }

    private static ChangedSettings changed(JsonObject root) {
        JsonObject groups = root.getJsonObject("groups");
        SortedMap<String, Map<String, String>> byGroup = new TreeMap<>();
        groups.fieldNames().forEach(id -> byGroup.put(id, settings(groups.getJsonObject(id))));
        return new ChangedSettings(
                settings(root.getJsonObject("node")), settings(root.getJsonObject("cluster")), byGroup);
    }

    private static Map<String, String> settings(JsonObject json) {
        Map<String, String> settings = new TreeMap<>();
        json.fieldNames().forEach(name -> settings.put(name, Objects.requireNonNull(json.getString(name))));
        return settings;
    }

    private static JsonObject json(Map<String, String> settings) {
        JsonObject json = new JsonObject();
        settings.forEach(json::put);
        return json;
    }
}
