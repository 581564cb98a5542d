package io.tailwater.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendQuotaTest {

    @Test
    void endsWithTheTime() {
        SendQuota quota = new SendQuota(new RunTimes(0, 10, 20), Long.MAX_VALUE);

        assertThat(quota.take(0, 1_000_000)).isTrue();
        assertThat(quota.take(19, 1_000_000)).isTrue();
        assertThat(quota.take(20, 1)).isFalse();
    }

    @Test
    void endsWithTheRecordsOfTheMeasuredTime() {
        SendQuota quota = new SendQuota(new RunTimes(0, 10, Long.MAX_VALUE), 100);

        assertThat(quota.take(9, 1000)).isTrue();
        assertThat(quota.take(10, 60)).isTrue();
        assertThat(quota.take(11, 60)).isTrue();
        assertThat(quota.take(12, 60)).isFalse();
    }
}
