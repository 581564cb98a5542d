package io.tailwater.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is taken for JSON and for UTF-8, beside what the JDK and Jackson say of it. */
class JsonScannerProperties {

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        Arbitrary<String> pieces = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                "\\",
                "\"a\"",
                "\"\\u00e9\"",
                "0",
                "1",
                "-",
                "12.5",
                "1e3",
                "01",
                ".5",
                "true",
                "false",
                "null",
                " ",
                "\n",
                "é",
                "\\n",
                "\"\\x\"",
                "{\"a\":1}",
                "[1,2]",
                "\u0001");
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    }

    @Property(tries = 5000)
    void agreesWithJackson(@ForAll("nearlyJson") String text) {
        boolean jackson;
        try {
            Json.decodeValue(text);
            jackson = !text.isBlank();
        } catch (DecodeException e) {
            jackson = false;
        }
        assertThat(new JsonScanner().valid(utf8(text))).as(text).isEqualTo(jackson);
    }

    @Property
    void agreesWithTheJdkAboutUtf8(@ForAll byte[] bytes) {
        boolean jdk;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            jdk = true;
        } catch (CharacterCodingException e) {
            jdk = false;
        }
        assertThat(Utf8.valid(ByteBuffer.wrap(bytes))).isEqualTo(jdk);
    }

    @Property
    void everyTextIsUtf8AndReadsBackFromWhatIsWritten(@ForAll String text) {
        ByteBuffer bytes = utf8(text);
        ByteSink sink = new ByteSink(1).putString(bytes);

        assertThat(Utf8.valid(bytes)).isTrue();
        String written = new String(sink.array(), 0, sink.size(), StandardCharsets.UTF_8);
        assertThat(new JsonArray("[" + written + "]").getString(0))
                .isEqualTo(StandardCharsets.UTF_8.decode(bytes).toString());
    }

    @Property
    void findsWhatJacksonFinds(@ForAll String name, @ForAll long number) {
        JsonObject inner =
                new JsonObject().put("other", new JsonArray().add(1).add("x")).put(name, number);
        ByteBuffer text = utf8(new JsonObject()
                .put("list", new JsonArray().add(true).add(inner))
                .encodePrettily());
        JsonFinder finder = new JsonFinder();
        String key = new JsonObject(inner.encode())
                .fieldNames().stream()
                        .filter(field -> !field.equals("other"))
                        .findFirst()
                        .orElse("other");

        assertThat(finder.find(text, List.of("list", 1, key))).isTrue();
        if (!key.equals("other")) {
            assertThat(finder.scalar()).isEqualTo(BigDecimal.valueOf(number));
        }
        assertThat(finder.find(text, List.of("list", 2))).isFalse();
    }

    @Property
    void nestingHasAnEnd(@ForAll boolean tooDeep) {
        int depth = tooDeep ? JsonScanner.MAX_DEPTH + 1 : JsonScanner.MAX_DEPTH;
        assertThat(new JsonScanner().valid(utf8("[".repeat(depth) + "]".repeat(depth))))
                .isEqualTo(!tooDeep);
        assertThat(new JsonScanner().valid(utf8("[".repeat(1_000_000)))).isFalse();
    }
}
