package io.tailwater.bench.micro;

import io.tailwater.core.config.SecurityConfig;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.core.security.rule.RuleAuthorizer;
import io.tailwater.core.security.rule.RuleIndex;
import io.tailwater.spi.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask whether somebody may read a topic, by how rules are spread. Owned by JMH. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the set-up
public class AuthorizerBenchmark {

    private static final int ASKED = 1 << 10;

    /** How rules are spread. */
    public enum Spread {
        /** Many principals with a rule each, for a topic each. */
        PRINCIPALS,
        /** One principal with rules for as many topics. */
        TOPICS,
        /** One principal with rules for as many prefixes, one of which is that of each topic. */
        PREFIXES,
        /** One principal, one topic, and a rule for each of as many hosts. */
        HOSTS,
        /** One principal, and prefixes that begin with one another, 100 to a topic. */
        NESTED_PREFIXES
    }

    /** How many there are. */
    @Param({"10", "10000"})
    public int rules;

    @Param
    public Spread spread;

    private Authorizer authorizer;
    private ClientSession[] sessions;
    private String[] topics;
    private int next;

    /** Makes the rules. */
    @Setup
    public void build() {
        List<AclRule> made = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            made.add(new AclRule(
                    ResourceType.TOPIC,
                    spread == Spread.PREFIXES || spread == Spread.NESTED_PREFIXES
                            ? PatternType.PREFIXED
                            : PatternType.LITERAL,
                    name(i),
                    Principal.user(user(i)),
                    spread == Spread.HOSTS ? host(i) : AclRule.ANY,
                    AclOperation.READ,
                    Permission.ALLOW));
        }
        RuleIndex index = new RuleIndex(made, 0);
        authorizer = new RuleAuthorizer(() -> index, SecurityConfig.DEFAULTS);
        sessions = new ClientSession[ASKED];
        topics = new String[ASKED];
        for (int i = 0; i < ASKED; i++) {
            int rule = (int) (i * 7_919L % rules);
            sessions[i] = new ClientSession(Principal.user(user(rule)), host(rule), Long.MAX_VALUE);
            topics[i] = spread == Spread.PREFIXES || spread == Spread.NESTED_PREFIXES ? name(rule) + "-eu" : name(rule);
        }
    }

    private String name(int rule) {
        return switch (spread) {
            case HOSTS -> "department.team.orders";
            case NESTED_PREFIXES -> "department.team-" + rule / 100 + "-" + "x".repeat(rule % 100);
            default -> "department.team.orders-" + rule;
        };
    }

    private String user(int rule) {
        return spread == Spread.PRINCIPALS ? "user-" + rule : "alice";
    }

    private static String host(int rule) {
        return "10." + (rule >> 16 & 255) + "." + (rule >> 8 & 255) + "." + (rule & 255);
    }

    /** Asks what is allowed. */
    @Benchmark
    public boolean allowed() {
        int i = next++ & ASKED - 1;
        if (!authorizer.allows(sessions[i], AclOperation.READ, ResourceType.TOPIC, topics[i])) {
            throw new IllegalStateException("refused: " + sessions[i] + " " + topics[i]);
        }
        return true;
    }

    /** Asks what is not. */
    @Benchmark
    public boolean refused() {
        int i = next++ & ASKED - 1;
        return authorizer.allows(sessions[i], AclOperation.WRITE, ResourceType.TOPIC, topics[i]);
    }
}
