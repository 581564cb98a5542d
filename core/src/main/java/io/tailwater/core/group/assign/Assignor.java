package io.tailwater.core.group.assign;

import java.util.Map;

/** A way to assign partitions to members. Stateless, any thread. */
public interface Assignor {

    /** What members and administrators call it. */
    String name();

    /**
     * Gives each partition to one member that subscribes to its topic. The same task has the same result.
     *
     * @return what each subscriber gets, by member id; a member that gets nothing may be left out
     */
    Map<String, Assignment> assign(AssignmentTask task);
}
