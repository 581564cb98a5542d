package io.tailwater.core.group.state;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Regular expressions for topics' names, in RE2's syntax, whose matching takes no longer than names are long. Stateless. */
public final class TopicExpressions {

    /** Characters of an expression; a topic's name has 249. */
    static final int MAX_LENGTH = 1_000;

    /** Steps of its program. */
    static final int MAX_SIZE = 20_000;

    private TopicExpressions() {}

    /** Why something is no regular expression, or null. */
    static @Nullable BrokerError refusal(String expression) {
        if (expression.length() > MAX_LENGTH) {
            return invalid("a regular expression has at most " + MAX_LENGTH + " characters");
        }
        if (ExpressionSize.of(expression) > MAX_SIZE) {
            return invalid("`" + expression + "` is no regular expression, or repeats too much");
        }
        try {
            Pattern.compile(expression);
            return null;
        } catch (PatternSyntaxException e) {
            return invalid("`" + expression + "` is not a valid regular expression: " + e.getDescription());
        }
    }

    private static BrokerError invalid(String why) {
        return new BrokerError(ErrorCode.INVALID_REGULAR_EXPRESSION, "SubscribedTopicRegex: " + why);
    }

    /**
     * The names of the topics that each expression matches as a whole.
     *
     * @param visible names that are to be told
     */
    public static Map<String, SortedSet<String>> match(
            Set<String> expressions, Collection<Topic> topics, Predicate<String> visible) {
        Map<String, SortedSet<String>> matched = new HashMap<>();
        for (String expression : expressions) {
            SortedSet<String> names = new TreeSet<>();
            Pattern pattern = Pattern.compile(expression);
            for (Topic topic : topics) {
                if (pattern.matches(topic.name()) && visible.test(topic.name())) {
                    names.add(topic.name());
                }
            }
            matched.put(expression, names);
        }
        return matched;
    }
}
