package io.tailwater.websocket.stream;

import io.tailwater.core.topic.InternalTopics;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which topics and partitions a subscription has. Immutable.
 *
 * @param names topics by name; empty with a pattern
 * @param pattern matches names; matches nothing when there are names
 * @param partitions which of them; empty for all
 */
record TopicSelector(List<String> names, Pattern pattern, Set<Integer> partitions) {

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    /** How often a pattern may look at a character of one name: some patterns take ages for names that nearly match. */
    private static final int MOST_LOOKS = 20_000;

    static TopicSelector of(List<String> names, Set<Integer> partitions) {
        return new TopicSelector(List.copyOf(names), NOTHING, Set.copyOf(partitions));
    }

    static TopicSelector matching(String pattern) {
        try {
            return new TopicSelector(List.of(), Pattern.compile(pattern), Set.of());
        } catch (PatternSyntaxException e) {
            throw Refusal.invalid("'pattern' is not a regular expression: " + e.getDescription() + ".");
        }
    }

    /** @throws Refusal when the pattern takes too long to find out */
    boolean has(String topic) {
        if (!names.isEmpty()) {
            return names.contains(topic);
        }
        try {
            return !InternalTopics.has(topic)
                    && pattern.matcher(new Watched(topic)).matches();
        } catch (StackOverflowError | TooManyLooks e) {
            throw new Refusal(Refusal.LIMIT_EXCEEDED, "'pattern' takes too long to compare with '" + topic + "'.");
        }
    }

    boolean has(int partition) {
        return partitions.isEmpty() || partitions.contains(partition);
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A name that counts how often its characters are looked at. Used for one comparison. */
    private static final class Watched implements CharSequence {

        private final String text;
        private int looks;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
