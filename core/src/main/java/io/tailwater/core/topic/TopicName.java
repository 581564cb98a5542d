package io.tailwater.core.topic;

import org.jspecify.annotations.Nullable;

/** Kafka's rules for topic names. Stateless. */
public final class TopicName {

    private static final int MAX_LENGTH = 249;

    private TopicName() {}

    /** Why a name is not one, in a sentence; null when it is. */
    public static @Nullable String refusal(String name) {
        if (name.isEmpty()) {
            return "A topic's name must not be empty.";
        }
        if (name.equals(".") || name.equals("..")) {
            return "A topic's name must not be '" + name + "'.";
        }
        if (name.length() > MAX_LENGTH) {
            return "A topic's name must not be longer than " + MAX_LENGTH + " characters; this one has " + name.length()
                    + ".";
        }
        if (!name.chars().allMatch(TopicName::legal)) {
            return "The topic name '" + name + "' has a character other than ASCII letters, digits, '.', '_' and '-'.";
        }
        return null;
    }

    /** Names alike but for {@code .} and {@code _} collide: Kafka's metrics cannot tell them apart, so it refuses them. */
    static String collisionKey(String name) {
        return name.replace('.', '_');
    }

    private static boolean legal(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == '-';
    }
}
