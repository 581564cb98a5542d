package io.tailwater.core.eventbus.service;

import io.tailwater.core.client.ReadLimits;
import io.tailwater.core.client.ReadRecords;
import io.tailwater.core.client.RecordAccess;
import io.tailwater.core.client.RecordGap;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.client.StoredRecord;
import io.tailwater.core.client.TopicReader;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.quota.ClientPacing;
import io.tailwater.core.quota.QuotaPause;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One tail. Event-loop confined.
 *
 * <p>It reads only while it has credit, and sends no more bytes than its window that were not given credit for again. What
 * it has read beyond its credit is one small read; the rest waits in the log.
 */
final class TailSession {

    private static final int MAX_CREDIT = 10_000;
    private static final int MESSAGE_BYTES = 64 << 10;
    private static final int MIN_READ = 128;
    private static final int MAX_WAIT_MILLIS = 30_000;

    /** What Vert.x's clusters and bridges carry without trouble. */
    private static final int MAX_RECORD_BYTES = 4 << 20;

    private final EventBus bus;
    private final TailClient client;
    private final QuotaPause pause;
    private final String address;
    private final TopicReader reader;
    private final TailRequest request;
    private final Runnable ended;
    private final ArrayDeque<StoredRecord> read = new ArrayDeque<>();

    /** Sizes of records that were sent and not given credit for again. */
    private final ArrayDeque<Integer> sent = new ArrayDeque<>();

    private @Nullable MessageConsumer<?> control;
    private int credit;
    private long sentBytes;
    private long quietTicks;
    private boolean reading;
    private boolean over;

    /** Who reads, and what quotas make of it. */
    record TailClient(Vertx vertx, ClientSession session, ClientPacing pacing) {}

    /** @param ended told when it has ended */
    TailSession(TailClient client, String id, TopicReader reader, TailRequest request, Runnable ended) {
        this.client = client;
        this.bus = client.vertx().eventBus();
        this.pause = new QuotaPause(
                client.vertx(), System::nanoTime, () -> client.pacing().fetched(client.session(), 0), this::pump);
        this.address = DurableBusAddresses.records(id);
        this.reader = reader;
        this.request = request;
        this.ended = ended;
    }

    /** Takes its messages from there, and closes it in the end. */
    void controlledBy(MessageConsumer<?> consumer) {
        control = consumer;
    }

    void control(Message<Object> message) {
        quietTicks = 0;
        if (message.body() instanceof JsonObject json && Boolean.TRUE.equals(json.getValue("stop"))) {
            reply(message);
            close();
        } else if (message.body() instanceof JsonObject json
                && json.getValue("credit") instanceof Integer more
                && more >= 0) {
            credited(more);
            reply(message);
            pump();
        } else {
            Refusal.of(message, new IllegalArgumentException("Send {\"credit\": 100} or {\"stop\": true}."));
        }
    }

    private void reply(Message<?> message) {
        if (message.replyAddress() != null) {
            message.reply(new JsonObject().put("credit", credit));
        }
    }

    /** Whoever gives credit is done with as many records as it gives credit for. */
    private void credited(int more) {
        credit = (int) Math.min(MAX_CREDIT, (long) credit + more);
        for (int left = more; left > 0 && !sent.isEmpty(); left--) {
            sentBytes -= sent.remove();
        }
    }

    private boolean maySend() {
        return !over && credit > 0 && sentBytes < request.windowBytes() && !pause.on();
    }

    private void pump() {
        while (maySend() && !read.isEmpty()) {
            long before = sentBytes;
            send();
            pause.begin(client.pacing().fetched(client.session(), sentBytes - before));
        }
        if (maySend() && !reading) {
            reading = true;
            int records = Math.max(credit, MIN_READ);
            reader.next(new ReadLimits(records, MESSAGE_BYTES, MAX_RECORD_BYTES), MAX_WAIT_MILLIS)
                    .onSuccess(this::took);
        }
    }

    private void took(Result<ReadRecords> result) {
        reading = false;
        if (over) {
            return;
        }
        if (result instanceof Result.Refused<ReadRecords> refused) {
            end(refused.error());
            return;
        }
        ReadRecords found = ((Result.Ok<ReadRecords>) result).value();
        found.gaps().forEach(this::tellOf);
        read.addAll(found.records());
        pump();
    }

    private void tellOf(RecordGap gap) {
        bus.send(
                address,
                new JsonObject()
                        .put(
                                "gap",
                                new JsonObject()
                                        .put("topic", request.topic())
                                        .put("partition", gap.partition())
                                        .put("fromOffset", gap.fromOffset())
                                        .put("toOffset", gap.toOffset())
                                        .put("reason", gap.reason())));
    }

    private void send() {
        if (request.buffers()) {
            sendBuffer(take());
            return;
        }
        JsonArray records = new JsonArray();
        long before = sentBytes;
        while (maySend() && !read.isEmpty() && sentBytes - before < MESSAGE_BYTES) {
            records.add(RecordJson.of(request.topic(), take()));
        }
        bus.send(address, new JsonObject().put("records", records));
    }

    private StoredRecord take() {
        StoredRecord record = read.remove();
        int size = record.sizeInBytes();
        sent.add(size);
        sentBytes += size;
        credit--;
        return record;
    }

    private void sendBuffer(StoredRecord record) {
        ByteBuffer value = record.value();
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(
                        DurableBusAddresses.RECORD_HEADER,
                        RecordJson.withoutValue(request.topic(), record).encode());
        bus.send(address, value == null ? null : buffer(value), options);
    }

    private static Buffer buffer(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return Buffer.buffer(bytes);
    }

    /** Partitions that were added to the topic are read, too, from their beginning. */
    void topicGrew(Topic topic) {
        if (request.partitions() == null && topic.id().equals(reader.topic().id())) {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                reader.add(partition);
            }
        }
    }

    /** Ends it when its reader may not read the topic any more. */
    void checkRights(RecordAccess access) {
        Result<Topic> readable = access.topic(client.session(), AclOperation.READ, request.topic());
        if (readable instanceof Result.Refused<Topic> refused) {
            end(refused.error());
        }
    }

    /** Called now and then; it ends when it hears nothing for more than so many times. */
    void tick(long ticksOfALease) {
        if (++quietTicks > ticksOfALease) {
            end(new BrokerError(
                    ErrorCode.REQUEST_TIMED_OUT,
                    "Nothing was heard from the reader: give credit, be it 0, now and then."));
        }
    }

    /** Tells the reader why, and closes. */
    void end(BrokerError error) {
        if (!over) {
            bus.send(
                    address,
                    new JsonObject()
                            .put(
                                    "ended",
                                    new JsonObject()
                                            .put("code", error.code().name())
                                            .put("message", error.message())));
            close();
        }
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        pause.end();
        reader.close();
        read.clear();
        if (control != null) {
            control.unregister();
        }
        ended.run();
    }
}
