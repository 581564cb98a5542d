package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.group.record.ExpressionValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.security.VisibleTopics;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What members of consumer groups subscribe to, above all with regular expressions. Confined to its coordinator's event loop. */
final class Subscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    /** How far apart a group's regular expressions are matched, at least. */
    static final long MIN_REFRESH_MILLIS = 10_000;

    /** A matching that has not come back for so long will not: the coordinator was loaded anew meanwhile. */
    private static final long LOST_MILLIS = 60_000;

    /** What became of a member's regular expression. */
    enum Change {
        NONE,
        /** It has another one, and nobody knows yet what that stands for. */
        CHANGED,
        /** It has another one or none, and that is known to be something. */
        CHANGED_AND_KNOWN
    }

    private final ExpressionMatcher matcher;
    private final Supplier<GroupsConfig> config;
    private final ConsumerAssignments assignments;
    private final ConsumerExits exits;

    /** When a topic came last, as far as is known: what was matched before has to be matched again. */
    private long topicsMillis;

    Subscriptions(GroupsEnvironment environment, ConsumerAssignments assignments, ConsumerExits exits) {
        this.matcher = environment.matcher();
        this.config = environment.config();
        this.assignments = assignments;
        this.exits = exits;
    }

    /** There is a new topic, or there may be: what was loaded is of some time ago. */
    void topicsChanged(long nowMillis) {
        topicsMillis = nowMillis;
    }

    /** A member has told what it subscribes with, which the group has taken up. */
    Change changed(ConsumerGroup group, String before, String after, CoordinatorOutput output) {
        if (before.equals(after)) {
            return Change.NONE;
        }
        exits.dropExpression(group, before, output);
        boolean known = after.isEmpty() || group.expressions().containsKey(after);
        return known ? Change.CHANGED_AND_KNOWN : Change.CHANGED;
    }

    /**
     * Has a group's regular expressions matched when it is time to.
     *
     * @param visible what the member may see that reports: as with Kafka, what it does not see the group does not get
     */
    void refresh(ConsumerGroup group, VisibleTopics visible, CoordinatorOutput output) {
        Set<String> wanted = group.expressionSubscribers().keySet();
        if (wanted.isEmpty() || output.nowMillis() < group.matchingUntilMillis()) {
            return;
        }
        long matchedMillis = group.expressions().values().stream()
                .mapToLong(ExpressionValue::matchedMillis)
                .max()
                .orElse(Long.MIN_VALUE / 2);
        if (output.nowMillis() <= matchedMillis + MIN_REFRESH_MILLIS) {
            return;
        }
        if (!group.expressions().keySet().equals(wanted)
                || matchedMillis <= topicsMillis
                || group.matchedRights() != visible.version()
                || output.nowMillis() > matchedMillis + config.get().consumer().expressionRefreshIntervalMillis()) {
            group.setMatchingUntilMillis(output.nowMillis() + LOST_MILLIS);
            group.setMatchedRights(visible.version());
            matcher.begin(group.groupId(), Set.copyOf(wanted), visible);
        }
    }

    /** Regular expressions were matched: if they stand for something else now the group's next epoch begins. */
    void matched(ConsumerGroup group, Map<String, SortedSet<String>> topicsOf, CoordinatorOutput output) {
        group.setMatchingUntilMillis(0);
        boolean changed = false;
        for (Map.Entry<String, SortedSet<String>> entry : topicsOf.entrySet()) {
            String expression = entry.getKey();
            ExpressionValue value = new ExpressionValue(entry.getValue(), 0, output.nowMillis());
            if (!group.expressionSubscribers().containsKey(expression)) {
                continue;
            }
            if (!group.hasRoomFor(expression, value)) {
                LOG.atWarn()
                        .addKeyValue("group", group.groupId())
                        .log(
                                "{} matches {} topics, for which groups have no memory left (groups.maxBytes)",
                                expression,
                                entry.getValue().size());
                continue;
            }
            ExpressionValue before = group.expressions().get(expression);
            changed |= !entry.getValue().equals(before == null ? new TreeSet<String>() : before.topics());
            output.append(CoordinatorRecord.of(
                    new ModernKey.Expression(group.groupId(), expression).encode(), value.encode()));
        }
        assignments.refresh(group, changed, output);
    }
}
