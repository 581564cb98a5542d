package io.tailwater.core.dynamic;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was changed while running, on disk: one JSON blob, replaced as a whole, so that a crash leaves the one before or the
 * one after. Blocking; thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "node": {"max.connections": "100"}, "cluster": {"log.retention.ms": "60000"},
 *  "groups": {"billing": {"consumer.session.timeout.ms": "50000"}}}
 * }</pre>
 */
final class SettingsFile {

    static final String BLOB = "settings.json";

    private static final int FORMAT = 1;

    private final LogStorage storage;

    SettingsFile(LogStorage storage) {
        this.storage = storage;
    }

    /** @throws StorageException when the blob is not one that this version can read */
    ChangedSettings read() {
        Optional<byte[]> blob = storage.readBlob(BLOB);
        if (blob.isEmpty()) {
            return ChangedSettings.NONE;
        }
        try {
            JsonObject root = new JsonObject(Buffer.buffer(blob.get()));
            if (root.getInteger("format", 0) != FORMAT) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "The settings changed while running (meta/" + BLOB + ") have format " + root.getValue("format")
                                + ", this version reads " + FORMAT + ": use the version of Tailwater that wrote them.");
            }
            JsonObject groups = root.getJsonObject("groups");
            SortedMap<String, Map<String, String>> byGroup = new TreeMap<>();
            groups.fieldNames().forEach(id -> byGroup.put(id, settings(groups.getJsonObject(id))));
            return new ChangedSettings(
                    settings(root.getJsonObject("node")), settings(root.getJsonObject("cluster")), byGroup);
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "The settings changed while running (meta/" + BLOB + ") cannot be read: restore them from a backup,"
                            + " or delete the file to go on without them.",
                    e);
        }
    }

    void write(ChangedSettings changed) {
        JsonObject groups = new JsonObject();
        changed.groups().forEach((id, settings) -> groups.put(id, json(settings)));
        JsonObject root = new JsonObject()
                .put("format", FORMAT)
                .put("node", json(changed.node()))
                .put("cluster", json(changed.cluster()))
                .put("groups", groups);
        storage.writeBlob(BLOB, root.toBuffer().getBytes());
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
