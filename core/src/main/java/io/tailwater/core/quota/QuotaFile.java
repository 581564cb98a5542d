package io.tailwater.core.quota;

import io.tailwater.core.meta.MetaFile;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The quotas on disk. Blocking; thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "quotas": [{"user": "alice", "clientId": null, "values": {"producer_byte_rate": 1048576.0}}]}
 * }</pre>
 *
 * A name that is null stands for whoever has no quota of their own.
 */
final class QuotaFile {

    private final MetaFile file;

    QuotaFile(LogStorage storage) {
        this.file = MetaFile.of(storage, "quotas.json", "the quotas").deletable();
    }

    /** @throws StorageException when the file is not one that this version can read */
    QuotaTable read() {
        return file.read(QuotaFile::table).orElse(QuotaTable.EMPTY);
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
        file.write(new JsonObject().put("quotas", rows));
    }

    private static QuotaTable table(JsonObject root) {
        TreeMap<QuotaEntity, Map<QuotaKey, Double>> quotas = new TreeMap<>();
        JsonArray rows = root.getJsonArray("quotas");
        for (int i = 0; i < rows.size(); i++) {
            JsonObject row = rows.getJsonObject(i);
            quotas.put(
                    new QuotaEntity(name(row, "user"), name(row, "clientId"), name(row, "ip")),
                    values(row.getJsonObject("values")));
        }
        return new QuotaTable(quotas);
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

    private static void put(JsonObject row, String field, @Nullable QuotaName name) {
        if (name != null) {
            row.put(field, name.name());
        }
    }
}
