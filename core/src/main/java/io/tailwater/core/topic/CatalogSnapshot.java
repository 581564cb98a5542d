package io.tailwater.core.topic;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The topics at one moment, as clients see them. Immutable. */
final class CatalogSnapshot {

    static final CatalogSnapshot EMPTY = new CatalogSnapshot(new TreeMap<>());

    private final SortedMap<String, Topic> byName;
    private final Map<UUID, Topic> byId;

    private CatalogSnapshot(SortedMap<String, Topic> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
        this.byId = new HashMap<>(byName.size() * 2);
        byName.values().forEach(topic -> byId.put(topic.id(), topic));
    }

    @Nullable
    Topic find(String name) {
        return byName.get(name);
    }

    @Nullable
    Topic find(UUID id) {
        return byId.get(id);
    }

    Collection<Topic> all() {
        return byName.values();
    }

    /** The same with some topics there, in place of those of their names. */
    CatalogSnapshot with(Collection<Topic> topics) {
        SortedMap<String, Topic> copy = new TreeMap<>(byName);
        topics.forEach(topic -> copy.put(topic.name(), topic));
        return new CatalogSnapshot(copy);
    }

    /** The same without some topics. */
    CatalogSnapshot without(Collection<Topic> topics) {
        SortedMap<String, Topic> copy = new TreeMap<>(byName);
        topics.forEach(topic -> copy.remove(topic.name()));
        return new CatalogSnapshot(copy);
    }
}
