package io.tailwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class RecordPrinterTest {

    private static String print(String record, boolean colour) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new RecordPrinter(out, false, colour, false).print(new JsonObject(record));
        out.flush();
        return text.toString();
    }

    @Test
    void letsNoRecordMoveTheCursor() {
        String record = "{\"topic\":\"t\",\"partition\":0,\"offset\":1,\"timestamp\":-1,\"key\":\"a\\u001b[2J\","
                + "\"value\":\"b\\nc\\u202e\",\"headers\":[{\"key\":\"h\\u0007\",\"value\":\"v\"}]}";

        assertThat(print(record, false)).isEqualToIgnoringNewLines("0:1 - a?[2J  b?c?  {h?=v}");
    }

    @Test
    void coloursOnlyWhenAsked() {
        String record = "{\"partition\":0,\"offset\":1,\"timestamp\":-1,\"key\":\"a\",\"value\":null,\"headers\":[]}";

        assertThat(print(record, true)).contains("\u001b[36ma\u001b[0m");
        assertThat(print(record, false)).isEqualToIgnoringNewLines("0:1 - a  (null)");
    }
}
