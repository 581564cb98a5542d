package io.tailwater.core.group.state;

import java.util.Map;

/** Settings that single groups have instead of the broker's. */
@FunctionalInterface
public interface GroupOverrides {

    /** A group's own settings by Kafka's names, which are valid; empty when it has none. */
    Map<String, String> of(String groupId);
}
