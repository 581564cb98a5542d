package io.tailwater.core.quota;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The quotas on disk: one JSON blob, replaced as a whole, so that a crash leaves the one before or the one after. Blocking;
 * thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "quotas": [{"user": "alice", "clientId": null, "values": {"producer_byte_rate": 1048576.0}}]}
 * }</pre>
 *
 * A name that is null stands for whoever has no quota of their own.
 */
final class QuotaFile {

    static final String BLOB = "quotas.json";

    private static final int FORMAT = 1;

    private final LogStorage storage;

    QuotaFile(LogStorage storage) {
        this.storage = storage;
    }

    /** @throws StorageException when the blob is not one that this version can read */
    QuotaTable read() {
        Optional<byte[]> blob = storage.readBlob(BLOB);
        if (blob.isEmpty()) {
            return QuotaTable.EMPTY;
        }
        try {
            JsonObject root = new JsonObject(Buffer.buffer(blob.get()));
            if (root.getInteger("format", 0) != FORMAT) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "The quotas (meta/" + BLOB + ") have format " + root.getValue("format")
                                + ", this version reads " + FORMAT + ": use the version of Tailwater that wrote them.");
            }
            TreeMap<QuotaEntity, Map<QuotaKey, Double>> quotas = new TreeMap<>();
            JsonArray rows = root.getJsonArray("quotas");
            for (int i = 0; i < rows.size(); i++) {
                JsonObject row = rows.getJsonObject(i);
                quotas.put(
                        new QuotaEntity(name(row, "user"), name(row, "clientId"), name(row, "ip")),
                        values(row.getJsonObject("values")));
            }
            return new QuotaTable(quotas);
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "The quotas (meta/" + BLOB
                            + ") cannot be read: restore them from a backup, or delete the file to go"
                            + " on without quotas.",
                    e);
        }
    }

    private static @Nullable QuotaName name(JsonObject row, String field) {
        return row.containsKey(field) ? new QuotaName(row.getString(field)) : null;
    }

    private static Map<QuotaKey, Double> values(JsonObject json) {
        Map<QuotaKey, Double> values = new EnumMap<>(QuotaKey.class);
        for (String name : json.fieldNames()) {
            QuotaKey key = QuotaKey.of(name);
            if (key == null) {
                throw new IllegalArgumentException("not a quota: " + name);
            }
            double value = json.getDouble(name);
            String refusal = key.refusal(value);
            if (refusal != null) {
                throw new IllegalArgumentException(refusal);
            }
            values.put(key, value);
        }
        return values;
    }

    void write(QuotaTable table) {
        JsonArray rows = new JsonArray();
        table.quotas().forEach((entity, values) -> {
            JsonObject row = new JsonObject();
            put(row, "user", entity.user());
            put(row, "clientId", entity.clientId());
            put(row, "ip", entity.ip());
            JsonObject json = new JsonObject();
            values.forEach((key, value) -> json.put(key.text(), value));
            rows.add(row.put("values", json));
        });
        storage.writeBlob(
                BLOB,
                new JsonObject()
                        .put("format", FORMAT)
                        .put("quotas", rows)
                        .toBuffer()
                        .getBytes());
    }

    private static void put(JsonObject row, String field, @Nullable QuotaName name) {
        if (name != null) {
            row.put(field, name.name());
        }
    }
}
