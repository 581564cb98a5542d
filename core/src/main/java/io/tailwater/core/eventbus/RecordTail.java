package io.tailwater.core.eventbus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of a topic as they come, as a stream that can be paused. Confined to the context it was made on: its methods are
 * called there, and so are its handlers.
 *
 * <p>No more than the window of records is ever under way or waiting here, so a paused stream costs nothing and loses nothing.
 * When the broker goes away it is looked for until it is back, and reading goes on after the last record that was handed over.
 */
public final class RecordTail implements ReadStream<TailedRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(RecordTail.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_OF_CLIENT_ERRORS = 400;
    private static final int FIRST_OF_SERVER_ERRORS = 500;
    private static final int TOO_MANY = 429;

    private final Vertx vertx;
    private final Context context;
    private final TailOptions options;
    private final TreeMap<Integer, Long> positions = new TreeMap<>();
    private final ArrayDeque<TailedRecord> waiting = new ArrayDeque<>();

    private @Nullable Handler<TailedRecord> handler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<@Nullable Void> endHandler;
    private @Nullable Handler<JsonObject> gapHandler;
    private @Nullable MessageConsumer<Object> consumer;
    private String control = "";
    private long demand = Long.MAX_VALUE;
    private int granted;
    private int handedOver;
    private boolean positioned;
    private boolean delivering;
    private boolean stopped;
    private long aliveTimer = -1;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    RecordTail(Vertx vertx, Context context, TailOptions options) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        context.runOnContext(v -> open());
    }

    private void open() {
        if (stopped) {
            return;
        }
        Object from = options.from();
        if (positioned) {
            JsonObject offsets = new JsonObject();
            positions.forEach((partition, offset) -> offsets.put(partition.toString(), offset));
            from = new JsonObject().put("offsets", offsets);
        }
        vertx.eventBus()
                .<JsonObject>request(DurableBusAddresses.TAIL, options.request(from))
                .onSuccess(this::opened)
                .onFailure(this::notOpened);
    }

    private void opened(Message<JsonObject> reply) {
        JsonObject tail = reply.body();
        if (stopped) {
            vertx.eventBus().send(tail.getString("control"), new JsonObject().put("stop", true));
            return;
        }
        control = tail.getString("control");
        tail.getJsonObject("positions")
                .forEach(entry ->
                        positions.put(Integer.valueOf(entry.getKey()), ((Number) entry.getValue()).longValue()));
        positioned = true;
        MessageConsumer<Object> registered = vertx.eventBus().consumer(tail.getString("records"));
        consumer = registered;
        registered.handler(message -> {
            if (consumer == registered) {
                received(message);
            }
        });
        registered
                .completion()
                .onSuccess(v -> begin(tail.getLong("leaseMillis")))
                .onFailure(this::lost);
    }

    private void begin(long leaseMillis) {
        if (stopped) {
            return;
        }
        pauseMillis = FIRST_PAUSE_MILLIS;
        granted = 0;
        handedOver = 0;
        aliveTimer = vertx.setPeriodic(Math.max(1, leaseMillis / 4), timer -> stayAlive());
        grant();
    }

    /** An unknown topic at the start is the caller's mistake; anything else may pass. */
    private void notOpened(Throwable cause) {
        boolean refused = cause instanceof ReplyException reply
                && reply.failureCode() >= FIRST_OF_CLIENT_ERRORS
                && reply.failureCode() < FIRST_OF_SERVER_ERRORS
                && reply.failureCode() != TOO_MANY
                && (!positioned || reply.failureCode() == NOT_FOUND);
        if (refused) {
            fail(cause);
        } else {
            lost(cause);
        }
    }

    private void lost(Throwable cause) {
        if (stopped) {
            return;
        }
        LOG.debug("The tail of {} is opened again: {}", options.topic(), cause.toString());
        forget();
        vertx.setTimer(pauseMillis, timer -> open());
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }

    /** What has come and was not handed over will come again. */
    private void forget() {
        vertx.cancelTimer(aliveTimer);
        waiting.clear();
        MessageConsumer<Object> former = consumer;
        consumer = null;
        if (former != null) {
            former.unregister();
        }
    }

    private void fail(Throwable cause) {
        stopped = true;
        forget();
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        } else {
            LOG.warn("The tail of {} ended: {}", options.topic(), cause.toString());
        }
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void stayAlive() {
        MessageConsumer<Object> asked = consumer;
        vertx.eventBus().request(control, new JsonObject().put("credit", 0)).onFailure(cause -> {
            if (asked == consumer) {
                lost(cause);
            }
        });
    }

    private void received(Message<Object> message) {
        String place = message.headers().get(DurableBusAddresses.RECORD_HEADER);
        if (place != null) {
            waiting.add(new TailedRecord(new JsonObject(place), (Buffer) message.body()));
            deliver();
        } else if (message.body() instanceof JsonObject json && json.containsKey("ended")) {
            JsonObject why = json.getJsonObject("ended");
            boolean gone = why.getString("code").startsWith("UNKNOWN_TOPIC");
            IllegalStateException cause =
                    new IllegalStateException(why.getString("code") + ": " + why.getString("message"));
            if (gone) {
                fail(cause);
            } else {
                lost(cause);
            }
        } else if (message.body() instanceof JsonObject json && gapHandler != null) {
            gapHandler.handle(json.getJsonObject("gap"));
        }
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            Handler<TailedRecord> taker = handler;
            while (taker != null && demand > 0 && !waiting.isEmpty()) {
                TailedRecord record = waiting.remove();
                positions.put(record.partition(), record.offset() + 1);
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                handedOver++;
                taker.handle(record);
                taker = handler;
            }
        } finally {
            delivering = false;
            grant();
        }
    }

    /** Gives credit for what was handed over, half a window at a time. */
    private void grant() {
        if (stopped || consumer == null || handler == null || demand == 0) {
            return;
        }
        int underWay = granted - handedOver;
        int more = (int) Math.min(options.window(), demand) - underWay;
        if (more > 0 && (underWay == 0 || more >= options.window() / 2)) {
            granted = underWay + more;
            handedOver = 0;
            vertx.eventBus().send(control, new JsonObject().put("credit", more));
        }
    }

    /** Takes records; without one nothing is read. */
    @Override
    public RecordTail handler(@Nullable Handler<TailedRecord> taker) {
        handler = taker;
        context.runOnContext(v -> deliver());
        return this;
    }

    /** Hears why the tail ended: the topic was deleted, or there is none. */
    @Override
    public RecordTail exceptionHandler(@Nullable Handler<Throwable> taker) {
        exceptionHandler = taker;
        return this;
    }

    @Override
    public RecordTail endHandler(@Nullable Handler<@Nullable Void> taker) {
        endHandler = taker;
        return this;
    }

    /** Hears of records that could not be read or were deleted before: topic, partition, fromOffset, toOffset, reason. */
    public RecordTail gapHandler(@Nullable Handler<JsonObject> taker) {
        gapHandler = taker;
        return this;
    }

    @Override
    public RecordTail pause() {
        demand = 0;
        return this;
    }

    @Override
    public RecordTail resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public RecordTail fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        context.runOnContext(v -> deliver());
        return this;
    }

    /** Ends it; completed when the broker knows. */
    public Future<Void> stop() {
        if (stopped) {
            return Future.succeededFuture();
        }
        stopped = true;
        boolean open = consumer != null;
        forget();
        return open
                ? vertx.eventBus()
                        .request(control, new JsonObject().put("stop", true))
                        .<Void>mapEmpty()
                        .otherwiseEmpty()
                : Future.succeededFuture();
    }
}
