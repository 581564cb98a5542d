package io.tailwater.core.retention;

import static io.tailwater.core.retention.Segments.log;
import static io.tailwater.core.retention.Segments.ofAges;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EarlyDeletionTest {

    private static Map<String, Integer> chosen(long wantedBytes, ObservedLog... logs) {
        return EarlyDeletion.choose(List.of(logs), wantedBytes).stream()
                .collect(Collectors.toMap(
                        choice -> choice.log().id().topic(),
                        choice -> choice.verdict().segments()));
    }

    @Test
    void takesTheOldestOfAllLogsUntilItIsEnough() {
        ObservedLog a = new ObservedLog(log("a"), ofAges(100, 90, 50, 10, 1));
        ObservedLog b = new ObservedLog(log("b"), ofAges(100, 70, 60, 20, 1));

        assertThat(chosen(1, a, b)).isEqualTo(Map.of("a", 1));
        assertThat(chosen(250, a, b)).isEqualTo(Map.of("a", 1, "b", 2));
        assertThat(chosen(400, a, b)).isEqualTo(Map.of("a", 2, "b", 2));
        assertThat(chosen(0, a, b)).isEmpty();
    }

    @Test
    void tellsWhereEachLogBeginsThen() {
        ObservedLog a = new ObservedLog(log("a"), ofAges(100, 90, 50, 10, 1));

        assertThat(EarlyDeletion.choose(List.of(a), 150).get(0).verdict()).isEqualTo(new Verdict(20, 2, 200, false));
    }

    @Test
    void leavesWhatIsBeingWrittenAndWhatIsNotDecided() {
        ObservedLog a = new ObservedLog(log("a"), ofAges(100, 90, 50, 10, 1));
        ObservedLog b = new ObservedLog(log("b", 10), ofAges(100, 70, 60, 20, 1));

        assertThat(chosen(Long.MAX_VALUE, a, b)).isEqualTo(Map.of("a", 3, "b", 1));
    }

    @Test
    void leavesTopicsThatDidNotAllowIt() {
        ObservedLog internal =
                new ObservedLog(log("__consumer_offsets", "disk.budget.delete", "always"), ofAges(9, 90, 1));
        ObservedLog compacted = new ObservedLog(log("table", "cleanup.policy", "compact"), ofAges(9, 90, 1));
        ObservedLog both = new ObservedLog(log("both", "cleanup.policy", "compact,delete"), ofAges(9, 90, 1));
        ObservedLog unlimited = new ObservedLog(log("kept", "retention.ms", "-1"), ofAges(9, 90, 1));
        ObservedLog largest = new ObservedLog(
                log("kept-too", "retention.ms", "9223372036854775807", "retention.bytes", "9223372036854775807"),
                ofAges(9, 90, 1));
        ObservedLog neither = new ObservedLog(log("neither", "cleanup.policy", ""), ofAges(9, 90, 1));
        ObservedLog never = new ObservedLog(log("never", "disk.budget.delete", "never"), ofAges(9, 90, 1));
        ObservedLog limited =
                new ObservedLog(log("limited", "retention.ms", "-1", "retention.bytes", "1000"), ofAges(9, 90, 1));
        ObservedLog always = new ObservedLog(
                log("always", "cleanup.policy", "compact", "disk.budget.delete", "always"), ofAges(9, 90, 1));

        assertThat(chosen(
                        Long.MAX_VALUE, internal, compacted, both, unlimited, largest, neither, never, limited, always))
                .isEqualTo(Map.of("limited", 1, "always", 1));
    }
}
