package io.tailwater.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskBudgetTest {

    @ParameterizedTest
    @CsvSource({
        "80%,0,80",
        "500000000,500000000,0",
        "500MB,500000000,0",
        "500 MB,500000000,0",
        "20GiB,21474836480,0",
        "1T,1000000000000,0",
        "99999999999999999TiB,9223372036854775807,0"
    })
    void readsBytesAndPartsOfTheVolume(String text, long bytes, int percent) {
        assertThat(DiskBudget.parse(text)).isEqualTo(new DiskBudget(bytes, percent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off", " OFF "})
    void thereMayBeNone(String text) {
        assertThat(DiskBudget.parse(text).isOff()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "100%", "5", "-1", "1MB", "80 percent", "1.5GB", "9999999999999999999", "%"})
    void saysWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> DiskBudget.parse(text))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("1% to 99%")
                .hasMessageContaining(text);
    }

    @Test
    void isWrittenAsItIsRead() {
        for (String text : new String[] {"off", "80%", "500000000"}) {
            assertThat(DiskBudget.parse(text)).hasToString(text);
        }
    }
}
