package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.LoggedLines;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.LogId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said of compaction. */
class CompactionReportsTest {

    private static final LogId LOG = new LogId("words", new UUID(1, 2), 0);

    @Test
    void countsAsPeopleDo() {
        CompactionReports reports = new CompactionReports(BrokerMetrics.NONE);
        Cleanable cleanable = new Cleanable(9, 0, 0, false, true);

        try (LoggedLines lines = LoggedLines.of(CompactionReports.class)) {
            reports.compacted(LOG, cleanable, new LogCompaction.Outcome(1, 70, 60, 1, true), 3);
            reports.compacted(LOG, cleanable, new LogCompaction.Outcome(2, 70, 60, 0, true), 3);

            assertThat(lines.messages())
                    .satisfiesExactly(
                            one -> assertThat(one).contains(" 1 record gone; 1 pass, "),
                            many -> assertThat(many).contains(" 0 records gone; 2 passes, "));
        }
    }
}
