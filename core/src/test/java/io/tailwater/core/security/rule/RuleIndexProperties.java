package io.tailwater.core.security.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.spi.security.Principal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The index says what Kafka's rules say, read one after the other. */
class RuleIndexProperties {

    private static final Set<AclOperation> SHOW = EnumSet.of(
            AclOperation.DESCRIBE, AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE, AclOperation.ALTER);

    private record Question(Principal principal, String host, AclOperation operation, ResourceType type, String name) {}

    @Property(tries = 2_000)
    void answersAsTheRulesReadOneByOne(
            @ForAll("rules") List<AclRule> rules, @ForAll("question") Question asked, @ForAll boolean unlessMentioned) {
        boolean answer = new RuleIndex(rules, 0)
                .allows(
                        asked.principal(),
                        asked.host(),
                        asked.operation(),
                        asked.type(),
                        asked.name(),
                        unlessMentioned);
        assertThat(answer).isEqualTo(model(rules, asked, unlessMentioned));
    }

    @Property(tries = 2_000)
    void findsAResourceForSomebodyExactlyIfThereIsOne(
            @ForAll("rules") List<AclRule> rules, @ForAll("question") Question asked, @ForAll boolean unlessMentioned) {
        List<String> names = new ArrayList<>(List.of("unheard-of"));
        for (AclRule rule : rules) {
            names.add(rule.name());
            names.add(rule.name() + "-unheard-of");
        }
        boolean one = names.stream()
                .anyMatch(name -> model(
                        rules,
                        new Question(asked.principal(), asked.host(), asked.operation(), asked.type(), name),
                        unlessMentioned));
        boolean answer = new RuleIndex(rules, 0)
                .allowsAny(asked.principal(), asked.host(), asked.operation(), asked.type(), unlessMentioned);
        assertThat(answer).isEqualTo(one);
    }

    @Property(tries = 1_000)
    void findsEveryRuleThatDecidesByAMatchingFilter(
            @ForAll("rules") List<AclRule> rules, @ForAll("question") Question asked) {
        AclFilter filter = new AclFilter(asked.type(), AclFilter.NameMatch.MATCH, asked.name(), null, null, null, null);
        assertThat(rules.stream().filter(filter::matches))
                .containsExactlyElementsOf(
                        rules.stream().filter(rule -> isAbout(rule, asked)).toList());
    }

    private static boolean model(List<AclRule> rules, Question asked, boolean unlessMentioned) {
        boolean mentioned = false;
        boolean allowed = false;
        for (AclRule rule : rules) {
            if (!isAbout(rule, asked)) {
                continue;
            }
            mentioned = true;
            boolean whom = rule.principal().equals(AclRule.EVERYBODY)
                    || rule.principal().equals(asked.principal());
            boolean where = rule.host().equals("*") || rule.host().equals(asked.host());
            if (!whom || !where) {
                continue;
            }
            boolean same = rule.operation() == asked.operation() || rule.operation() == AclOperation.ALL;
            if (rule.permission() == Permission.DENY) {
                if (same) {
                    return false;
                }
            } else {
                allowed |= same
                        || (asked.operation() == AclOperation.DESCRIBE && SHOW.contains(rule.operation()))
                        || (asked.operation() == AclOperation.DESCRIBE_CONFIGS
                                && rule.operation() == AclOperation.ALTER_CONFIGS);
            }
        }
        return allowed || (!mentioned && unlessMentioned);
    }

    private static boolean isAbout(AclRule rule, Question asked) {
        boolean named = rule.pattern() == PatternType.PREFIXED
                ? asked.name().startsWith(rule.name())
                : rule.name().equals("*") || rule.name().equals(asked.name());
        return rule.type() == asked.type() && named;
    }

    @Provide
    Arbitrary<List<AclRule>> rules() {
        return Combinators.combine(
                        types(),
                        Arbitraries.of(PatternType.class),
                        Arbitraries.oneOf(names(), Arbitraries.of("*")),
                        Arbitraries.oneOf(principals(), Arbitraries.of(AclRule.EVERYBODY)),
                        Arbitraries.of("*", "10.0.0.1", "10.0.0.2"),
                        Arbitraries.of(AclOperation.class),
                        Arbitraries.frequencyOf(
                                Tuple.of(1, Arbitraries.of(Permission.DENY)),
                                Tuple.of(4, Arbitraries.of(Permission.ALLOW))))
                .as(AclRule::new)
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<Question> question() {
        return Combinators.combine(
                        principals(),
                        Arbitraries.of("10.0.0.1", "10.0.0.3"),
                        Arbitraries.of(AclOperation.class).filter(operation -> operation != AclOperation.ALL),
                        types(),
                        names())
                .as(Question::new);
    }

    private static Arbitrary<Principal> principals() {
        return Arbitraries.of(Principal.user("alice"), Principal.user("bob"), new Principal("Group", "alice"));
    }

    private static Arbitrary<ResourceType> types() {
        return Arbitraries.of(ResourceType.TOPIC, ResourceType.GROUP);
    }

    /** Few letters, so that names begin with one another. */
    private static Arbitrary<String> names() {
        return Arbitraries.strings().withChars('a', 'b').ofMinLength(1).ofMaxLength(5);
    }
}
