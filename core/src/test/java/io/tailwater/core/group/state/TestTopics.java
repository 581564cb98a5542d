package io.tailwater.core.group.state;

import io.tailwater.core.topic.Topic;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** The topics that a test says there are. */
record TestTopics(Map<String, Topic> byName) implements KnownTopics {

    @Override
    public Topic find(String name) {
        return byName.get(name);
    }

    @Override
    public Topic find(UUID id) {
        return byName.values().stream()
                .filter(topic -> topic.id().equals(id))
                .findAny()
                .orElse(null);
    }

    @Override
    public Collection<Topic> all() {
        return byName.values();
    }
}
