package io.tailwater.websocket.http;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.client.ReadLimits;
import io.tailwater.core.client.ReadRecords;
import io.tailwater.core.client.RecordGap;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.client.StoredRecord;
import io.tailwater.core.client.TopicReader;
import io.tailwater.core.json.ByteSink;
import io.tailwater.core.json.RecordEncoding;
import io.tailwater.core.json.RecordWriter;
import io.tailwater.core.quota.QuotaPause;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicChange;
import io.tailwater.websocket.login.Login;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One reader of server-sent events. Event-loop confined. It reads on when the socket has taken what it was given, so a slow
 * reader holds a position, the socket's own buffer, and a piece for that, which it loses when many do so ({@link UntakenAnswers}).
 */
final class EventTail {

    private static final ReadLimits LIMITS = new ReadLimits(1_000, 32 << 10, 16 << 20);
    private static final int MAX_WAIT_MILLIS = 30_000;
    private static final long COMMENT_MILLIS = 15_000;
    private static final int FIRST_BYTES = 512;

    private final ApiRequest request;
    private final Topic topic;
    private final SortedMap<Integer, Long> sent;
    private final boolean growing;
    private final TopicReader reader;
    private final Map<Integer, RecordWriter> writers = new HashMap<>();
    private final HttpServerResponse response;
    private final QuotaPause pause;
    private final Vertx vertx;
    private @Nullable MessageConsumer<TopicChange> changes;
    private long commentTimer = -1;
    private long rightsVersion;
    private boolean giving;
    private boolean over;

    /** @param growing whether partitions that are added to the topic are read, too */
    EventTail(
            ApiRequest request,
            Topic topic,
            SortedMap<Integer, Long> positions,
            boolean growing,
            boolean committedOnly) {
        this.request = request;
        this.topic = topic;
        this.sent = new TreeMap<>(positions);
        this.growing = growing;
        this.vertx = request.environment().vertx();
        this.reader = new TopicReader(
                request.broker().records(),
                request.session(),
                vertx,
                request.environment().turnsToDecode,
                topic,
                positions,
                committedOnly);
        this.response = request.response();
        this.pause = new QuotaPause(
                vertx, System::nanoTime, () -> request.pacing().fetched(request.session(), 0), this::goOn);
        this.rightsVersion = request.rights().authorizer().version();
    }

    void begin() {
        if (response.closed()) {
            return;
        }
        request.routing().addEndHandler(done -> close());
        request.environment().readers.add(this);
        request.broker().liveReaders().opened();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
        response.write(": from " + EventPosition.text(sent) + "\n\n");
        commentTimer = vertx.setPeriodic(COMMENT_MILLIS, timer -> comment());
        paced(0);
        if (growing) {
            changes = vertx.eventBus().localConsumer(BusAddresses.TOPICS_CHANGED, message -> changed(message.body()));
        }
        goOn();
    }

    /** So many bytes were sent: what is beyond the client's quota waits in the log. */
    private void paced(long bytes) {
        pause.begin(request.pacing().fetched(request.session(), bytes));
    }

    /** Reads on when the socket and the quota allow it. */
    private void goOn() {
        if (!over && !giving && !pause.on()) {
            read();
        }
    }

    /** Whether its reader may still read, and is still who it was; otherwise it is told, and the tail ends. */
    void check() {
        if (!Login.of(request.routing()).holds(request.broker().clock().millis())) {
            end("SASL_AUTHENTICATION_FAILED", "Your login has ended: come back with another.");
            return;
        }
        long version = request.rights().authorizer().version();
        if (version != rightsVersion) {
            rightsVersion = version;
            BrokerError refusal = request.rights().refusal(AclOperation.READ, ResourceType.TOPIC, topic.name());
            if (refusal != null) {
                end(refusal.code().name(), refusal.message());
            }
        }
    }

    /** Says why there is nothing to read any more. */
    private void end(String code, String detail) {
        if (!over && !response.closed()) {
            response.write(event("error", new JsonObject().put("code", code).put("detail", detail)));
            end();
        }
    }

    private void changed(TopicChange change) {
        if (change.topic().id().equals(topic.id())) {
            for (int partition = 0; partition < change.topic().partitionCount(); partition++) {
                sent.putIfAbsent(partition, 0L);
                reader.add(partition);
            }
        }
    }

    private void comment() {
        if (!giving) {
            response.write(":\n\n");
        }
    }

    private void read() {
        reader.next(LIMITS, MAX_WAIT_MILLIS).onSuccess(this::took).onFailure(cause -> {
            request.fail(cause);
            end();
        });
    }

    private void took(Result<ReadRecords> result) {
        if (over) {
            return;
        }
        if (result instanceof Result.Refused<ReadRecords> refused) {
            end(refused.error().code().name(), refused.error().message());
            return;
        }
        ReadRecords found = ((Result.Ok<ReadRecords>) result).value();
        if (found.isEmpty()) {
            goOn();
        } else {
            Buffer events = events(found);
            paced(events.length());
            give(events);
        }
    }

    /** Not before it is taken comes the next: Vert.x has a queue of its own, of messages and not of bytes. */
    private void give(Buffer events) {
        UntakenAnswers untaken = request.environment().untaken;
        giving = true;
        untaken.given(request, events.length());
        response.write(events).onComplete(done -> {
            giving = false;
            untaken.taken(request);
            goOn();
        });
    }

    private Buffer events(ReadRecords found) {
        Buffer events = Buffer.buffer();
        for (RecordGap gap : found.gaps()) {
            events.appendBuffer(event(
                    "gap",
                    new JsonObject()
                            .put("partition", gap.partition())
                            .put("fromOffset", gap.fromOffset())
                            .put("toOffset", gap.toOffset())
                            .put("reason", gap.reason())));
        }
        for (StoredRecord record : found.records()) {
            sent.put(record.partition(), record.offset() + 1);
            events.appendString("id: ")
                    .appendString(EventPosition.text(sent))
                    .appendString("\ndata: ")
                    .appendBuffer(inOneLine(record))
                    .appendString("\n\n");
        }
        return events;
    }

    /** A line of its own would end the event: JSON has such white space only where any other does as well. */
    private Buffer inOneLine(StoredRecord record) {
        ByteSink text = new ByteSink(FIRST_BYTES);
        RecordJson.write(text, writers.computeIfAbsent(record.partition(), this::writer), record);
        byte[] bytes = text.array();
        for (int i = 0; i < text.size(); i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
        return Buffer.buffer().appendBytes(bytes, 0, text.size());
    }

    private RecordWriter writer(int partition) {
        return new RecordWriter(topic.name(), partition, RecordEncoding.AUTO);
    }

    private static Buffer event(String name, JsonObject data) {
        return Buffer.buffer("event: " + name + "\ndata: ")
                .appendBuffer(data.toBuffer())
                .appendString("\n\n");
    }

    /** The port closes, or there is nothing to read any more: the reader comes back with its last id. */
    void end() {
        close();
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        request.environment().readers.remove(this);
        request.broker().liveReaders().closed();
        reader.close();
        vertx.cancelTimer(commentTimer);
        pause.end();
        if (changes != null) {
            changes.unregister();
        }
    }
}
