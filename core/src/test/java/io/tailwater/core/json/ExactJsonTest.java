package io.tailwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.json.ExactJson.TooManyValuesException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a few letters become has bounds. */
class ExactJsonTest {

    private static final int REPEATED = 2_000;

    private static Object read(String json, long mostBytes) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return ExactJson.read(utf8, utf8.length, mostBytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "[]", "{}", "{\"value\":1}", "\"\"", "null"})
    void readsNoMoreValuesThanThereIsRoomFor(String element) {
        String json = "[" + (element + ",").repeat(REPEATED) + element + "]";

        assertThatThrownBy(() -> read(json, 20L * REPEATED)).isInstanceOf(TooManyValuesException.class);
        assertThat((List<?>) read(json, 1_000L * REPEATED)).hasSize(REPEATED + 1);
    }

    @Test
    void countsMembersOfOneObject() {
        StringBuilder json = new StringBuilder("{\"m\":1");
        for (int i = 0; i < REPEATED; i++) {
            json.append(",\"m").append(i).append("\":1");
        }
        json.append('}');

        assertThatThrownBy(() -> read(json.toString(), 40L * REPEATED)).isInstanceOf(TooManyValuesException.class);
    }

    @Test
    void aLongTextIsOneValue() {
        assertThat(read("\"" + "a".repeat(REPEATED) + "\"", 100)).isEqualTo("a".repeat(REPEATED));
    }
}
