package io.tailwater.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class TallyTest {

    @Test
    void countsOnlyWhatWasDueAfterTheWarmUp() {
        Tally tally = new Tally(1000);

        tally.answered(999, 5000, 10, 100);
        tally.answered(1000, 3000, 1, 7);

        assertThat(tally.requests()).isEqualTo(1);
        assertThat(tally.records()).isEqualTo(1);
        assertThat(tally.batchBytes()).isEqualTo(7);
        Histogram latencies = tally.takeLatencies();
        assertThat(latencies.getTotalCount()).isEqualTo(1);
        assertThat(latencies.getMaxValue()).isBetween(2000L, 2010L);
    }

    @Test
    void countsErrorsByName() {
        Tally tally = new Tally(0);

        tally.failed(Errors.CORRUPT_MESSAGE.code());
        tally.failed(Errors.CORRUPT_MESSAGE.code());

        assertThat(tally.errors()).isEqualTo(Map.of("CORRUPT_MESSAGE", 2L));
        assertThat(tally.answers()).isEqualTo(2);
    }
}
