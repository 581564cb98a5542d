package io.tailwater.cli;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Records for people, a line each, or for programs. Not thread-safe. */
final class RecordPrinter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private static final String PLACE = "\u001b[2m";
    private static final String KEY = "\u001b[36m";
    private static final String HEADERS = "\u001b[33m";
    private static final String END = "\u001b[0m";

    private final PrintWriter out;
    private final boolean json;
    private final boolean colour;
    private final boolean topics;

    /** @param topics whether lines say of which topic they are */
    RecordPrinter(PrintWriter out, boolean json, boolean colour, boolean topics) {
        this.out = out;
        this.json = json;
        this.colour = colour;
        this.topics = topics;
    }

    /** @param record as the WebSocket protocol has it */
    void print(JsonObject record) {
        if (json) {
            out.println(record.encode());
            return;
        }
        StringBuilder line = new StringBuilder();
        String place = (topics ? record.getString("topic") + " " : "") + record.getInteger("partition") + ":"
                + record.getLong("offset") + " " + time(record.getLong("timestamp", -1L));
        append(line, PLACE, place);
        if (record.getValue("key") != null) {
            append(line.append(' '), KEY, text(record, "key"));
        }
        line.append("  ").append(record.getValue("value") == null ? "(null)" : text(record, "value"));
        JsonArray headers = record.getJsonArray("headers", new JsonArray());
        if (!headers.isEmpty()) {
            append(line.append("  "), HEADERS, headers(headers));
        }
        out.println(line);
    }

    private void append(StringBuilder line, String begin, String text) {
        line.append(colour ? begin : "").append(text).append(colour ? END : "");
    }

    private static String headers(JsonArray headers) {
        StringBuilder text = new StringBuilder("{");
        for (Object each : headers) {
            JsonObject header = (JsonObject) each;
            text.append(text.length() == 1 ? "" : ", ")
                    .append(Table.printable(header.getString("key")))
                    .append('=')
                    .append(text(header, "value"));
        }
        return text.append('}').toString();
    }

    private static String text(JsonObject of, String field) {
        Object value = of.getValue(field);
        return Table.printable(value instanceof String text ? text : Json.encode(value));
    }

    private static String time(long millis) {
        return millis < 0 ? "-" : TIME.format(Instant.ofEpochMilli(millis));
    }
}
