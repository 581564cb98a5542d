package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One subscription over as many connections as it takes: keeps where each partition stands, so that a lost connection is
 * made anew without a record missing or coming twice. Owned by one thread.
 */
final class Tail {

    private static final String ID = "tail";
    private static final long WAIT_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 4_000;

    /** Makes a connection. */
    interface Connector {
        TailSocket connect() throws IOException;
    }

    /** When to end by itself. */
    record End(long records, boolean whenCaughtUp) {}

    private final JsonObject subscription;
    private final End end;
    private final RecordPrinter printer;
    private final PrintWriter out;
    private final PrintWriter notes;
    private final JsonObject positions = new JsonObject();
    private long printed;

    Tail(JsonObject subscription, End end, RecordPrinter printer, PrintWriter out, PrintWriter notes) {
        this.subscription = subscription.copy().put("type", "subscribe").put("id", ID);
        this.end = end;
        this.printer = printer;
        this.out = out;
        this.notes = notes;
    }

    /**
     * Prints records until the end that was asked for.
     *
     * @param pause waits before another attempt, so many milliseconds; false to give up
     */
    void run(Connector connector, LongPredicate pause) throws IOException, InterruptedException {
        int attempts = 0;
        while (true) {
            try (TailSocket socket = connector.connect()) {
                if (attempts > 0) {
                    note("Connected again.");
                    subscription.put("from", new JsonObject().put("offsets", positions));
                    attempts = 0;
                }
                socket.send(subscription.encode());
                while (!ended(socket.next(WAIT_MILLIS))) {
                    if (out.checkError()) {
                        return; // whoever read this has gone, as head does
                    }
                }
                return;
            } catch (IOException e) {
                if (attempts == 0 && !positions.isEmpty()) {
                    note("The connection is lost (" + e.getMessage() + "): trying again.");
                }
                if (positions.isEmpty() || !pause.test(LONGEST_PAUSE_MILLIS >> Math.max(0, 4 - attempts))) {
                    throw e;
                }
                attempts++;
            }
        }
    }

    /** Deals with a message; whether it was the last that is wanted. */
    private boolean ended(@Nullable String text) {
        if (text == null) {
            return false;
        }
        JsonObject message = new JsonObject(text);
        switch (message.getString("type", "")) {
            case "records" -> {
                if (printAll(message.getJsonArray("records"))) {
                    return true;
                }
                keep(message.getString("topic"), message.getInteger("partition"), message.getLong("next"));
            }
            case "skipped" -> {
                note("Offsets " + message.getLong("from") + " to " + (message.getLong("to") - 1) + " of "
                        + message.getString("topic") + "-" + message.getInteger("partition") + " are left out: "
                        + message.getString("message", message.getString("reason")) + ".");
                keep(message.getString("topic"), message.getInteger("partition"), message.getLong("to"));
            }
            case "subscribed" -> positions.mergeIn(message.getJsonObject("positions"), true);
            case "caughtUp" -> {
                positions.mergeIn(message.getJsonObject("positions"), true);
                return end.whenCaughtUp();
            }
            case "left" -> {
                positions.remove(message.getString("topic"));
                note("The topic " + message.getString("topic") + " was deleted.");
            }
            case "error" -> throw ClientException.refused(String.valueOf(message.getString("message")));
            default -> {
                // closing comes before the end of a connection, which says the same; others have no meaning here
            }
        }
        return false;
    }

    private boolean printAll(JsonArray records) {
        for (Object record : records) {
            printer.print((JsonObject) record);
            printed++;
            if (end.records() > 0 && printed == end.records()) {
                return true;
            }
        }
        return false;
    }

    private void keep(String topic, int partition, long next) {
        JsonObject offsets = positions.getJsonObject(topic, new JsonObject());
        positions.put(topic, offsets.put(Integer.toString(partition), next));
    }

    private void note(String sentence) {
        notes.println(sentence);
        notes.flush();
    }
}
