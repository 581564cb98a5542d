package io.tailwater.core;

import io.tailwater.core.group.state.KnownTopics;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The topics of the catalogue, for groups. Thread-safe. */
record CatalogTopics(TopicCatalog catalog) implements KnownTopics {

    @Override
    public @Nullable Topic find(String name) {
        return catalog.find(name);
    }

    @Override
    public @Nullable Topic find(UUID id) {
        return catalog.find(id);
    }

    @Override
    public Collection<Topic> all() {
        return catalog.all();
    }
}
