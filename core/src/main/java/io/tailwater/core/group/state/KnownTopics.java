package io.tailwater.core.group.state;

import io.tailwater.core.topic.Topic;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The topics there are at this moment. */
public interface KnownTopics {

    /** The topic of a name, or null. */
    @Nullable
    Topic find(String name);

    /** The topic of an id, or null. */
    @Nullable
    Topic find(UUID id);

    /** All of them, the broker's own too. */
    Collection<Topic> all();
}
