package io.tailwater.websocket.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrowserSessionsConfig;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.UserHold;
import io.tailwater.spi.security.Principal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageSessionsTest {

    private static final Principal ADA = Principal.user("ada");
    private static final Principal BOB = Principal.user("bob");
    private static final long IDLE = 1_000;
    private static final long LONGEST = 5_000;

    private long now = 1_000_000;
    private final PageSessions sessions = new PageSessions(
            () -> Instant.ofEpochMilli(now), new SecureRandom(), new BrowserSessionsConfig(IDLE, LONGEST, 6, 3));

    private String open(Principal principal) {
        return open(principal, Long.MAX_VALUE, UserHold.NONE);
    }

    private String open(Principal principal, long expiresAtMillis, UserHold hold) {
        return sessions.open(new ClientSession(principal, "127.0.0.1", expiresAtMillis, hold))
                .id();
    }

    @Test
    void aCookieIsWhoseItIsAndNoOtherIs() {
        String ada = open(ADA);
        String bob = open(BOB);

        assertThat(sessions.find(ada).principal()).isEqualTo(ADA);
        assertThat(sessions.find(bob).principal()).isEqualTo(BOB);
        assertThat(sessions.find(ada.substring(1) + "A")).isNull();
        assertThat(sessions.find("")).isNull();
        assertThat(sessions.find("x".repeat(100_000))).isNull();
    }

    @Test
    void noTwoCookiesAreAlikeAndEachHas256Bits() {
        HashSet<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(open(ADA));
        }
        assertThat(ids).hasSize(1_000).allSatisfy(id -> assertThat(id).matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void whatIsNotUsedEnds() {
        String used = open(ADA);
        String idle = open(BOB);
        for (int i = 0; i < 4; i++) {
            now += IDLE / 2;
            assertThat(sessions.find(used)).isNotNull();
        }
        assertThat(sessions.find(idle)).isNull();
    }

    @Test
    void whatIsUsedAllTheTimeEndsAllTheSame() {
        String id = open(ADA);
        PageSession session = sessions.find(id);
        for (long passed = 0; passed < LONGEST; passed += IDLE / 2) {
            assertThat(sessions.find(id)).isNotNull();
            now += IDLE / 2;
        }
        assertThat(sessions.find(id)).isNull();
        assertThat(session.holds(now)).isFalse();
    }

    @Test
    void itEndsWithTheCredentialsByWhichItBegan() {
        String id = open(ADA, now + 10, UserHold.NONE);
        now += 10;
        assertThat(sessions.find(id)).isNull();
    }

    @Test
    void itEndsWithItsUserAndWithThePasswordByWhichItBegan() {
        UserHold first = new UserHold();
        UserHold second = first.withAnotherPassword();
        String byFirst = open(ADA, Long.MAX_VALUE, first);
        String bySecond = open(ADA, Long.MAX_VALUE, second);
        PageSession ofSocket = sessions.find(byFirst);

        first.passwordReplaced();
        assertThat(sessions.find(byFirst)).isNull();
        assertThat(ofSocket.holds(now)).isFalse();
        assertThat(sessions.find(bySecond)).isNotNull();
        second.userRemoved();
        assertThat(sessions.find(bySecond)).isNull();
    }

    @Test
    void loggingOutEndsItForWhoeverHasIt() {
        String id = open(ADA);
        PageSession ofSocket = sessions.find(id);
        sessions.end(id);

        assertThat(sessions.find(id)).isNull();
        assertThat(ofSocket.holds(now)).isFalse();
    }

    @Test
    void ofTooManyTheOneEndsThatWasNotUsedForLongest() {
        List<String> adas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            adas.add(open(ADA));
        }
        sessions.find(adas.get(0));
        String fourth = open(ADA);

        assertThat(adas).filteredOn(id -> sessions.find(id) != null).containsExactly(adas.get(0), adas.get(2));
        assertThat(sessions.find(fourth)).isNotNull();
    }

    @Test
    void nobodyCanFillTheTableForOthers() {
        String bob = open(BOB);
        for (int i = 0; i < 10_000; i++) {
            open(ADA);
        }
        assertThat(sessions.find(bob)).as("one user has room for three of six").isNotNull();
    }
}
