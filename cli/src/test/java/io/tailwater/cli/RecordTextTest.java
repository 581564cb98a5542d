package io.tailwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTextTest {

    private static ProducerRecord<byte[], byte[]> parse(String line) {
        return RecordText.parse("words", line.getBytes(StandardCharsets.UTF_8), true);
    }

    @Test
    void readsARecordAsTailPrintsIt() {
        ProducerRecord<byte[], byte[]> record = parse(
                "{\"topic\":\"elsewhere\",\"partition\":2,\"offset\":17,\"timestamp\":5,"
                        + "\"key\":\"/wAB\",\"keyEncoding\":\"base64\",\"value\":{\"n\":1},\"valueEncoding\":\"json\","
                        + "\"headers\":[{\"key\":\"h\",\"value\":\"v\",\"valueEncoding\":\"text\"},{\"key\":\"h\",\"value\":null}]}");

        assertThat(record.topic()).isEqualTo("words");
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.timestamp()).isEqualTo(5L);
        assertThat(record.key()).containsExactly(0xff, 0, 1);
        assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("{\"n\":1}");
        assertThat(record.headers().toArray()).hasSize(2);
        assertThat(record.headers().lastHeader("h").value()).isNull();
    }

    @Test
    void storesStringsAsTextAndNothingAsNull() {
        ProducerRecord<byte[], byte[]> record = parse("{\"value\":\"42\"}");

        assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("42");
        assertThat(record.key()).isNull();
        assertThat(parse("{\"key\":\"k\"}").value()).isNull();
        assertThat(parse("{\"value\":\"a\",\"valueEncoding\":\"json\"}").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[1]",
                "{\"vlaue\":1}",
                "{\"partition\":\"one\"}",
                "{\"value\":1,\"valueEncoding\":\"base64\"}",
                "{\"value\":\"?\",\"valueEncoding\":\"base64\"}",
                "{\"value\":\"a\",\"valueEncoding\":\"hex\"}",
                "{\"headers\":[{\"value\":\"v\"}]}",
                "{\"headers\":[1]}",
                "{\"headers\":{}}",
                "{\"partition\":-1}",
                "{\"timestamp\":-1}"
            })
    void refusesWhatIsNoRecord(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(ClientException.class);
    }
}
