package io.tailwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Scale;

/** JSON that is read and written again, beside what Vert.x makes of it. */
class ExactJsonProperties {

    private static Object read(String text) {
        return ExactJson.value(Buffer.buffer(text));
    }

    @Property
    void anyDecimalIsWrittenAgainWithEveryDigit(@ForAll @Scale(40) BigDecimal number) {
        Object again = read("{\"n\":" + number + "}");

        assertThat(new BigDecimal(Json.encode(again).replaceAll("[^0-9.eE+-]", "")))
                .isEqualByComparingTo(number);
    }

    @Property
    void anyDoubleIsOneAsVertxReadsIt(@ForAll double number) {
        String text = "[" + number + "]";

        assertThat(read(text)).isEqualTo(Json.decodeValue(text));
    }

    @Example
    void everythingElseIsWhatVertxMakesOfIt() {
        for (String text : List.of(
                "{\"a\": {\"b\": [1, 2.5, -3e2, null, true, false, \"\\u00e4\\n\"]}, \"c\": {}, \"a\": 2, \"d\": []}",
                "[123456789012345678901234567890, 9223372036854775807, -1]",
                "\"text\"",
                " 17 ")) {
            assertThat(read(text)).as(text).isEqualTo(Json.decodeValue(text));
        }
        assertThat(read("null")).isNull();
        assertThat(((JsonObject) read("{\"a\": {\"b\": [{}]}}"))
                        .getJsonObject("a")
                        .getJsonArray("b"))
                .isEqualTo(new JsonArray().add(new JsonObject()));
    }

    @Example
    void whatIsNotOneValueIsRefused() {
        for (String text : List.of("", " ", "{", "{} x", "{\"a\"}", "[1,]", "nul", "01", "\"", "{\"a\":1}}", "1e")) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(DecodeException.class);
        }
        assertThatThrownBy(() -> ExactJson.object("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DecodeException.class);
    }
}
