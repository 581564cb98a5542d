package io.tailwater.core.topic;

import io.tailwater.core.result.Result;
import io.tailwater.spi.LogStorage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The catalogue of a directory that no broker has open. Owned by one thread; blocking. */
public final class OfflineCatalog {

    private final CatalogFile file;

    public OfflineCatalog(LogStorage storage) {
        this.file = new CatalogFile(storage, Map.of());
    }

    /**
     * A topic whose logs are there.
     *
     * @param name legal, and no other topic's
     * @param id its id
     * @param partitionCount how many partitions
     * @param settings what is not to be as the broker's defaults have it
     */
    public record ImportedTopic(String name, UUID id, int partitionCount, Map<String, String> settings) {}

    /** The names of all topics, those too that are being deleted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        file.read().forEach(entry -> names.add(entry.topic().name()));
        return names;
    }

    /** Adds topics, all or none. @throws IllegalArgumentException when a setting is wrong */
    public void add(Collection<ImportedTopic> topics) {
        List<CatalogEntry> entries = new ArrayList<>(file.read());
        for (ImportedTopic imported : topics) {
            Map<String, @Nullable String> overrides = new LinkedHashMap<>(imported.settings());
            Result<TopicConfig> config = TopicSettings.parse(overrides, Map.of());
            if (config instanceof Result.Refused<TopicConfig> refused) {
                throw new IllegalArgumentException(refused.error().message());
            }
            entries.add(CatalogEntry.live(new Topic(
                    imported.name(),
                    imported.id(),
                    imported.partitionCount(),
                    ((Result.Ok<TopicConfig>) config).value())));
        }
        file.write(entries);
    }
}
