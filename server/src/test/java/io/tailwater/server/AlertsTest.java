package io.tailwater.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is woken by an alert finds what it means, and nobody reads of one that does not exist. */
class AlertsTest {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");
    private static final Pattern ALERT = Pattern.compile("\\s*- alert:\\s*(\\S+)\\s*");
    private static final Pattern HEADING = Pattern.compile("#+ *(Tailwater.*)");

    private static Stream<String> firstGroups(Pattern pattern, String file) throws IOException {
        return Files.readAllLines(OPERATIONS.resolve(file)).stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    @Test
    void everyRuleHasItsEntryAndEveryEntryItsRule() throws Exception {
        List<String> rules = firstGroups(ALERT, "tailwater.rules.yml").toList();
        List<String> entries = firstGroups(HEADING, "alerts.md")
                .flatMap(heading -> Stream.of(heading.split(",\\s*")))
                .toList();

        assertThat(rules).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        assertThat(entries).containsExactlyInAnyOrderElementsOf(rules);
    }
}
