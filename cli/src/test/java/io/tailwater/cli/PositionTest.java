package io.tailwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    private static final Instant NOW = Instant.parse("2026-11-26T14:00:00Z");

    @Test
    void readsWhatHelpPromises() {
        assertThat(Position.parse("earliest", NOW)).isEqualTo(new Position.Earliest());
        assertThat(Position.parse("Latest", NOW)).isEqualTo(new Position.Latest());
        assertThat(Position.parse("last:10", NOW)).isEqualTo(new Position.Last(10));
        assertThat(Position.parse("17", NOW)).isEqualTo(new Position.Offset(17));
        assertThat(Position.parse("timestamp:5", NOW)).isEqualTo(new Position.Time(5));
        assertThat(Position.parse("15m", NOW)).isEqualTo(ago(15 * 60));
        assertThat(Position.parse("2h", NOW)).isEqualTo(ago(2 * 60 * 60));
        assertThat(Position.parse("3d", NOW)).isEqualTo(ago(3 * 24 * 60 * 60));
        assertThat(Position.parse("2026-11-26T13:00Z", NOW)).isEqualTo(ago(60 * 60));
        assertThat(Position.parse("2026-11-26T15:00+02:00", NOW)).isEqualTo(ago(60 * 60));
    }

    @Test
    void takesATimeWithoutZoneAsThisMachines() {
        long millis = LocalDateTime.of(2026, 11, 26, 13, 30)
                .atZone(ZoneId.systemDefault())
                .toInstant()
                .toEpochMilli();

        assertThat(Position.parse("2026-11-26T13:30", NOW)).isEqualTo(new Position.Time(millis));
    }

    @Test
    void isWrittenAsTheProtocolHasIt() {
        assertThat(Position.parse("last:3", NOW).toJson()).isEqualTo(new JsonObject().put("last", 3L));
        assertThat(Position.parse("17", NOW).toJson()).isEqualTo(new JsonObject().put("offset", 17L));
        assertThat(Position.parse("earliest", NOW).toJson()).isEqualTo("earliest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "last:",
                "last:-1",
                "-5",
                "99999999999999999999",
                "2026-13-01",
                "9999999999999999d",
                "1.5h"
            })
    void refusesWhatIsNoPositionAndSaysWhatIs(String text) {
        assertThatThrownBy(() -> Position.parse(text, NOW))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("earliest");
    }

    private static Position ago(long seconds) {
        return new Position.Time(NOW.minusSeconds(seconds).toEpochMilli());
    }
}
