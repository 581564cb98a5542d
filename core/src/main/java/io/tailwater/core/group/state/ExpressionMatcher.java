package io.tailwater.core.group.state;

import io.tailwater.core.security.VisibleTopics;
import java.util.Set;

/** Finds out which topics regular expressions stand for. That can take long and is done elsewhere. */
@FunctionalInterface
public interface ExpressionMatcher {

    /**
     * Begins to match all topics that may be seen. When it is done {@link GroupsState#expressionsMatched} is called; when that does not
     * happen the group asks again later.
     */
    void begin(String groupId, Set<String> expressions, VisibleTopics visible);
}
