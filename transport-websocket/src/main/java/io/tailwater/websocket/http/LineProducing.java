package io.tailwater.websocket.http;

import io.tailwater.core.client.NewRecord;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.json.ExactJson;
import io.tailwater.core.json.ExactJson.TooManyValuesException;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.topic.Topic;
import io.tailwater.websocket.gate.RequestWait;
import io.tailwater.websocket.login.Login;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends a record per line of a body that may have no end. Event-loop confined.
 *
 * <p>While records are being appended the socket is not read further than the next few of them, so the client is held to the
 * speed of the disk and memory does not grow with the body. A line that has begun and records that wait count among the bodies
 * under way. Nothing after a line that is refused is appended.
 */
final class LineProducing {

    private static final int GATHERED_BYTES = 256 << 10;
    private static final int MAX_LINE_BYTES = 8 << 20;

    /** A quota that takes longer is answered: the connection would count as idle. */
    private static final long LONGEST_WAIT_MILLIS = 30_000;

    private static final int LEAST_PROGRESS_BYTES = 1 << 10;

    private final ApiRequest request;
    private final Topic topic;
    private final int partition;
    private final Acks acks;
    private final HttpServerRequest http;
    private final HeldMemory memory;
    private final ProducedSummary summary = new ProducedSummary();
    private final LineSplitter splitter = new LineSplitter(MAX_LINE_BYTES, this::line);

    private List<NewRecord> gathered = new ArrayList<>();
    private List<Long> gatheredLines = new ArrayList<>();
    private long gatheredBytes;
    private long appendingMemory;
    private long lines;
    private long linesBefore;
    private int begunBefore;
    private boolean appending;
    private boolean ended;
    private long malformedLine;
    private @Nullable String malformed;
    private boolean withoutRoom;

    LineProducing(ApiRequest request, Topic topic, int partition, Acks acks) {
        this.request = request;
        this.topic = topic;
        this.partition = partition;
        this.acks = acks;
        this.http = request.http();
        this.memory = HeldMemory.of(request);
    }

    void begin() {
        Vertx vertx = request.environment().vertx();
        long timer = vertx.setPeriodic(RequestWait.of(request.broker().config().limits()), ticked -> look());
        request.routing().addEndHandler(done -> vertx.cancelTimer(timer));
        http.handler(this::piece);
        http.endHandler(end -> {
            if (malformed == null) {
                splitter.finish();
            }
            ended = true;
            appendGathered();
        });
        http.resume();
    }

    private void piece(Buffer piece) {
        if (malformed == null && !splitter.add(piece)) {
            lines++;
            refuse("has more than " + MAX_LINE_BYTES + " bytes.");
        }
        if (malformed == null && !holdsWhatThereIs()) {
            noRoom();
        }
        if (malformed != null || gatheredMemory() >= GATHERED_BYTES) {
            http.pause();
        }
        appendGathered();
    }

    private boolean holdsWhatThereIs() {
        return memory.holds(HeldMemory.ofBuffer(splitter.begunBytes()) + gatheredMemory() + appendingMemory);
    }

    private long gatheredMemory() {
        return gatheredBytes + (long) gathered.size() * HeldMemory.RECORD_BYTES;
    }

    /** What is being appended makes room soon; a line that has begun never does. */
    private void noRoom() {
        if (appending || !gathered.isEmpty()) {
            http.pause();
        } else {
            withoutRoom = true;
            lines++;
            refuse("has to wait for room.");
        }
    }

    /** Who sends a byte of a line now and then keeps memory that others need. */
    private void look() {
        int begun = splitter.begunBytes();
        if (!appending && begunBefore > 0 && lines == linesBefore && begun - begunBefore < LEAST_PROGRESS_BYTES) {
            splitter.forget();
            request.refuse(
                    408,
                    "REQUEST_TIMED_OUT",
                    "Line " + (lines + 1) + " comes too slowly: less than a kilobyte in a minute.",
                    summary.counted());
        }
        begunBefore = begun;
        linesBefore = lines;
    }

    private void line(Buffer line) {
        lines++;
        if (malformed != null) {
            return;
        }
        if (line.length() == 0 || line.toString().isBlank()) {
            return;
        }
        try {
            gathered.add(RecordJson.read(ExactJson.object(line.getBytes()), partition));
            gatheredLines.add(lines);
            gatheredBytes += line.length();
        } catch (TooManyValuesException e) {
            refuse("is too much: " + e.getMessage());
        } catch (DecodeException e) {
            refuse("is not a JSON object.");
        } catch (IllegalArgumentException e) {
            refuse("is wrong: " + e.getMessage());
        }
    }

    private void refuse(String why) {
        malformedLine = lines;
        malformed = "Line " + lines + " " + why;
        splitter.forget();
    }

    private void appendGathered() {
        if (appending) {
            return;
        }
        if (gathered.isEmpty()) {
            if (ended || malformed != null) {
                answer();
            } else {
                http.resume();
            }
            return;
        }
        if (!Login.of(request.routing()).holds(request.broker().clock().millis())) {
            request.refuse(
                    401, "SASL_AUTHENTICATION_FAILED", "Your login has ended while the body came.", summary.counted());
            return;
        }
        List<NewRecord> now = gathered;
        List<Long> linesOfNow = gatheredLines;
        gathered = new ArrayList<>();
        gatheredLines = new ArrayList<>();
        long bytes = gatheredBytes;
        appendingMemory = bytes + (long) now.size() * HeldMemory.RECORD_BYTES;
        gatheredBytes = 0;
        appending = true;
        request.environment()
                .producer()
                .produce(request.session(), topic, now, acks)
                .onSuccess(outcomes -> {
                    summary.add(outcomes, linesOfNow);
                    long waitMillis = request.pacing().produced(request.session(), bytes);
                    if (waitMillis > 0 && !(ended && gathered.isEmpty())) {
                        goOnIn(waitMillis);
                    } else {
                        goOn();
                    }
                })
                .onFailure(request::fail);
    }

    /** The client is over its quota: its socket is not read meanwhile. */
    private void goOnIn(long waitMillis) {
        http.pause();
        if (waitMillis <= LONGEST_WAIT_MILLIS) {
            request.environment().vertx().setTimer(waitMillis, timer -> goOn());
        } else {
            request.refusedFor(waitMillis, summary.counted());
        }
    }

    private void goOn() {
        appending = false;
        appendingMemory = 0;
        holdsWhatThereIs(); // which is less than before
        if (summary.refusal() == null) {
            http.resume();
            appendGathered();
        } else {
            answer();
        }
    }

    private void answer() {
        if (summary.refusal() != null || malformed == null) {
            ProduceRecordsHandler.answer(request, topic, summary, "line");
            return;
        }
        if (withoutRoom) {
            request.refuseForMemory(summary.counted().put("line", malformedLine));
            return;
        }
        request.refuse(400, "INVALID_REQUEST", malformed, summary.counted().put("line", malformedLine));
    }
}
