package io.tailwater.core.group.state;

import io.tailwater.core.topic.Topic;
import org.jspecify.annotations.Nullable;

/** The topics there are at this moment. */
@FunctionalInterface
public interface KnownTopics {

    /** The topic of a name, or null. */
    @Nullable
    Topic find(String name);
}
