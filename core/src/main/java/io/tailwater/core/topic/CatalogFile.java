package io.tailwater.core.topic;

import io.tailwater.core.meta.MetaFile;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.CatalogEntry.Phase;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue on disk. Blocking; thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "topics": [
 *   {"name": "words", "id": "…", "partitions": 3, "settings": {"segment.bytes": "1048576"}},
 *   {"name": "old", "id": "…", "partitions": 1, "phase": "deleting", "settings": {}}]}
 * }</pre>
 */
final class CatalogFile {

    private final MetaFile file;
    private final Map<String, String> brokerDefaults;

    CatalogFile(LogStorage storage, Map<String, String> brokerDefaults) {
        this.file = MetaFile.of(storage, "topics.json", "the topic catalogue");
        this.brokerDefaults = brokerDefaults;
    }

    /** @throws StorageException when the file is not one that this version can read */
    List<CatalogEntry> read() {
        return file.read(this::entries).orElse(List.of());
    }

    void write(Collection<CatalogEntry> entries) {
        JsonArray topics = new JsonArray();
        entries.forEach(entry -> topics.add(json(entry)));
        file.write(new JsonObject().put("topics", topics));
    }

    private List<CatalogEntry> entries(JsonObject root) {
        List<CatalogEntry> entries = new ArrayList<>();
        for (Object topic : root.getJsonArray("topics")) {
            entries.add(entry((JsonObject) topic));
        }
        return entries;
    }

    private CatalogEntry entry(JsonObject json) {
        Map<String, @Nullable String> overrides = new LinkedHashMap<>();
        json.getJsonObject("settings").forEach(setting -> overrides.put(setting.getKey(), (String) setting.getValue()));
        String name = json.getString("name");
        Result<TopicConfig> config = TopicSettings.parse(overrides, brokerDefaults);
        if (config instanceof Result.Refused<TopicConfig> refused) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Topic " + name + " in the catalogue: " + refused.error().message());
        }
        TopicConfig settings = ((Result.Ok<TopicConfig>) config).value();
        Topic topic = new Topic(name, UUID.fromString(json.getString("id")), json.getInteger("partitions"), settings);
        Phase phase = Phase.valueOf(json.getString("phase", "live").toUpperCase(Locale.ROOT));
        return new CatalogEntry(topic, phase, json.getInteger("growingTo", topic.partitionCount()));
    }

    private static JsonObject json(CatalogEntry entry) {
        Topic topic = entry.topic();
        JsonObject json = new JsonObject()
                .put("name", topic.name())
                .put("id", topic.id().toString())
                .put("partitions", topic.partitionCount());
        if (entry.phase() != Phase.LIVE) {
            json.put("phase", entry.phase().name().toLowerCase(Locale.ROOT));
        }
        if (entry.partitionTarget() != topic.partitionCount()) {
            json.put("growingTo", entry.partitionTarget());
        }
        JsonObject settings = new JsonObject();
        topic.config().overrides().forEach(settings::put);
        return json.put("settings", settings);
    }
}
