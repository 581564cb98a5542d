package io.tailwater.core.security.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {

    private static final int LIMIT = 60;

    private long nowMillis = 1_000_000;
    private final FailedAttempts attempts =
            new FailedAttempts(LIMIT, () -> Instant.ofEpochMilli(nowMillis), new SecureRandom());

    @Test
    void answersComeLaterTheMoreOftenSomebodyFailsUpToABound() {
        assertThat(attempts.failed("10.0.0.1", "alice")).isEqualTo(100);
        assertThat(attempts.failed("10.0.0.1", "alice")).isEqualTo(100);
        assertThat(attempts.failed("10.0.0.1", "alice")).isEqualTo(100);
        assertThat(attempts.failed("10.0.0.1", "alice")).isEqualTo(200);
        assertThat(attempts.failed("10.0.0.1", "alice")).isEqualTo(400);
        for (int i = 0; i < 1000; i++) {
            assertThat(attempts.failed("10.0.0.1", "alice")).isLessThanOrEqualTo(3_000);
        }
    }

    @Test
    void anAddressAtTheLimitIsNotLookedAtUntilItHasBeenQuiet() {
        fail(LIMIT, "10.0.0.1", null);

        assertThat(attempts.tooMany("10.0.0.1")).isTrue();
        assertThat(attempts.tooMany("10.0.0.2")).isFalse();
        nowMillis += 2_000;
        assertThat(attempts.tooMany("10.0.0.1")).isFalse();
        nowMillis += 60_000;
        assertThat(attempts.failed("10.0.0.1", null)).isEqualTo(100);
    }

    @Test
    void aUserWhoseNameOthersTryIsOnlySlower() {
        for (int i = 0; i < LIMIT; i++) {
            attempts.failed("10.0.1." + i, "alice");
        }

        assertThat(attempts.delayBefore("alice")).isPositive();
        assertThat(attempts.delayBefore("bob")).isZero();
        assertThat(attempts.tooMany("192.168.0.1")).isFalse();
    }

    @Test
    void addressesOfOneNetworkOfVersionSixAreOne() {
        for (int i = 0; i < LIMIT; i++) {
            attempts.failed("2001:db8:1:2:0:0:0:" + Integer.toHexString(i), null);
        }

        assertThat(attempts.tooMany("2001:db8:1:2:a:b:c:d")).isTrue();
        assertThat(attempts.tooMany("2001:db8:1:3:0:0:0:1")).isFalse();
    }

    @Test
    void whoFailedLongestAgoIsForgottenWhenThereAreTooMany() {
        fail(LIMIT, "10.0.0.1", null);
        for (int i = 0; i < 10_000; i++) {
            attempts.failed("10.1." + i / 256 + "." + i % 256, "user-" + i);
        }

        assertThat(attempts.tooMany("10.0.0.1")).isFalse();
    }

    @Test
    void aClockThatIsSetBackForgivesNothing() {
        fail(LIMIT, "10.0.0.1", null);
        nowMillis -= 3_600_000;

        assertThat(attempts.tooMany("10.0.0.1")).isTrue();
    }

    private void fail(int times, String host, String user) {
        for (int i = 0; i < times; i++) {
            attempts.failed(host, user);
        }
    }
}
