package io.tailwater.cli;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import org.apache.kafka.clients.admin.OffsetSpec;

/** A place in each partition, as people write it. */
sealed interface Position {

    /** What can be written, for help. */
    String FORMS =
            "earliest, latest, last:N (records), an offset, a time (2026-11-26T14:00, with Z in UTC) or how long ago"
                    + " (15m, 2h, 3d)";

    record Earliest() implements Position {}

    record Latest() implements Position {}

    /** So many records before the end. */
    record Last(long records) implements Position {}

    record Offset(long offset) implements Position {}

    /** At the first record that is not older; after the last when there is none. */
    record Time(long millis) implements Position {}

    /**
     * Reads a position.
     *
     * @param now what "ago" counts from
     * @throws ClientException when it is none
     */
    static Position parse(String text, Instant now) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (plain.equals("earliest")) {
                return new Earliest();
            }
            if (plain.equals("latest")) {
                return new Latest();
            }
            if (plain.startsWith("last:")) {
                return new Last(notNegative(plain.substring("last:".length())));
            }
            if (plain.startsWith("timestamp:")) {
                return new Time(notNegative(plain.substring("timestamp:".length())));
            }
            if (plain.matches("\\d+")) {
                return new Offset(notNegative(plain));
            }
            if (plain.matches("\\d+[smhd]")) {
                String iso = plain.endsWith("d") ? "P" + plain : "PT" + plain;
                return new Time(Math.max(0, now.minus(Duration.parse(iso)).toEpochMilli()));
            }
            return new Time(time(plain.toUpperCase(Locale.ROOT)).toEpochMilli());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw ClientException.usage("'" + text + "' is no position: write " + FORMS + ".");
        }
    }

    private static long notNegative(String text) {
        long number = Long.parseLong(text);
        if (number < 0) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    /** A date, a time of it, and a zone where it is not this machine's. */
    private static Instant time(String text) {
        if (!text.contains("T")) {
            return LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        }
        if (text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
    }

    /** As the WebSocket protocol has it. */
    default Object toJson() {
        if (this instanceof Last last) {
            return new JsonObject().put("last", last.records());
        }
        if (this instanceof Offset offset) {
            return new JsonObject().put("offset", offset.offset());
        }
        if (this instanceof Time time) {
            return new JsonObject().put("timestamp", time.millis());
        }
        return this instanceof Earliest ? "earliest" : "latest";
    }

    /** As Kafka's {@code Admin} asks for it; a given offset, and so many before the end, are computed from the end. */
    default OffsetSpec toOffsetSpec() {
        if (this instanceof Time time) {
            return OffsetSpec.forTimestamp(time.millis());
        }
        return this instanceof Earliest ? OffsetSpec.earliest() : OffsetSpec.latest();
    }
}
