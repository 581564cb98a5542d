package io.tailwater.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is called who showed a certificate: Kafka's {@code ssl.principal.mapping.rules} (KIP-371), such as
 * {@code RULE:^CN=([^,]+),.*$/$1/L,DEFAULT}. The first rule whose pattern fits the whole distinguished name gives the name;
 * {@code DEFAULT} is the distinguished name itself. Immutable.
 */
public final class PrincipalMapping {

    /** The distinguished name, as RFC 2253 writes it. */
    public static final PrincipalMapping DEFAULT = parse("DEFAULT");

    private static final String RULE = "RULE:";
    private static final String AS_IT_IS = "DEFAULT";

    private final String text;
    private final List<Rule> rules;

    /** @param pattern null for {@code DEFAULT} */
    private record Rule(@Nullable Pattern pattern, String replacement, char letters) {

        @Nullable
        String apply(String distinguishedName) {
            if (pattern == null) {
                return distinguishedName;
            }
            Matcher matcher = pattern.matcher(distinguishedName);
            if (!matcher.matches()) {
                return null;
            }
            String name = matcher.replaceFirst(replacement);
            return switch (letters) {
                case 'L' -> name.toLowerCase(Locale.ROOT);
                case 'U' -> name.toUpperCase(Locale.ROOT);
                default -> name;
            };
        }
    }

    private PrincipalMapping(String text, List<Rule> rules) {
        this.text = text;
        this.rules = rules;
    }

    /**
     * Reads rules with commas between them.
     *
     * @throws InvalidConfigException when they are not written as they should be
     */
    public static PrincipalMapping parse(String text) {
        String rules = text.strip();
        List<Rule> read = new ArrayList<>();
        int at = 0;
        while (at < rules.length() || read.isEmpty()) {
            if (rules.startsWith(AS_IT_IS, at)) {
                read.add(new Rule(null, "", ' '));
                at += AS_IT_IS.length();
            } else if (rules.startsWith(RULE, at)) {
                int patternEnd = slash(text, rules, at + RULE.length());
                int end = slash(text, rules, patternEnd + 1);
                char letters = end + 1 < rules.length() ? rules.charAt(end + 1) : ' ';
                boolean cased = letters == 'L' || letters == 'U';
                read.add(rule(
                        text,
                        rules.substring(at + RULE.length(), patternEnd),
                        rules.substring(patternEnd + 1, end),
                        cased ? letters : ' '));
                at = end + (cased ? 2 : 1);
            } else {
                throw wrong(text, "neither RULE: nor DEFAULT stands at '" + rules.substring(at) + "'");
            }
            at = next(text, rules, at);
        }
        return new PrincipalMapping(rules, List.copyOf(read));
    }

    private static Rule rule(String text, String pattern, String replacement, char letters) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            new Rule(compiled, replacement, letters).apply("");
            return new Rule(compiled, replacement, letters);
        } catch (PatternSyntaxException e) {
            throw wrong(text, e.getDescription() + " in the pattern '" + pattern + "'");
        }
    }

    /** Where the next slash is that no backslash stands before. */
    private static int slash(String text, String rules, int from) {
        for (int at = from; at < rules.length(); at++) {
            if (rules.charAt(at) == '\\') {
                at++;
            } else if (rules.charAt(at) == '/') {
                return at;
            }
        }
        throw wrong(text, "a rule is written RULE:pattern/replacement/ with L or U behind it, or nothing");
    }

    private static int next(String text, String rules, int at) {
        int comma = at;
        while (comma < rules.length() && Character.isWhitespace(rules.charAt(comma))) {
            comma++;
        }
        if (comma == rules.length()) {
            return comma;
        }
        if (rules.charAt(comma) != ',') {
            throw wrong(text, "a comma must stand before '" + rules.substring(comma) + "'");
        }
        do {
            comma++;
        } while (comma < rules.length() && Character.isWhitespace(rules.charAt(comma)));
        return comma;
    }

    private static InvalidConfigException wrong(String text, String why) {
        return new InvalidConfigException("tls.principalMapping '" + text + "' is wrong: " + why + ".");
    }

    /**
     * What somebody is called.
     *
     * @param distinguishedName of the certificate, as RFC 2253 writes it
     * @return empty when no rule fits
     */
    public Optional<String> name(String distinguishedName) {
        for (Rule rule : rules) {
            String name = rule.apply(distinguishedName);
            if (name != null) {
                return name.isEmpty() ? Optional.empty() : Optional.of(name);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrincipalMapping mapping && mapping.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return text;
    }
}
