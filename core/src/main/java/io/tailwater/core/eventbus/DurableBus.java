package io.tailwater.core.eventbus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event bus that remembers: what is produced is on disk before it is acknowledged, and whoever tails it may begin anywhere,
 * take its time, and be away for a while. Thread-safe; futures complete on the caller's context.
 *
 * <pre>{@code
 * DurableBus bus = new DurableBus(vertx);
 * bus.produce("orders", "user-1", new JsonObject().put("total", 12));
 * bus.tail(TailOptions.of("orders").from("earliest"))
 *     .handler(record -> System.out.println(record.offset() + " " + record.json()));
 * }</pre>
 *
 * <p>It needs a broker in the same Vert.x, or in another one of the same cluster, and nothing else: it sends the messages that
 * {@link DurableBusAddresses} describes. A future fails with a {@link io.vertx.core.eventbus.ReplyException} whose failure code
 * is HTTP's number for the reason, 404 for an unknown topic.
 */
public final class DurableBus {

    private final Vertx vertx;

    public DurableBus(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Where a record is.
     *
     * @param topic its topic
     * @param partition of it
     * @param offset in the partition
     */
    public record Place(String topic, int partition, long offset) {}

    /**
     * Appends a record.
     *
     * @param key records of one key keep their order; null for none
     * @return its place, when it survives power loss
     */
    public Future<Place> produce(String topic, @Nullable String key, JsonObject value) {
        return produce(topic, new JsonObject().put("key", key), value.toBuffer());
    }

    /**
     * Appends a record with any value.
     *
     * @param record the rest of it, in the form of {@link io.tailwater.core.client.RecordJson}: key, headers, partition,
     *     timestamp
     * @return its place, when it survives power loss
     */
    public Future<Place> produce(String topic, JsonObject record, Buffer value) {
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(
                        DurableBusAddresses.RECORD_HEADER,
                        record.copy().put("topic", topic).encode());
        return vertx.eventBus()
                .<JsonObject>request(DurableBusAddresses.PRODUCE, value, options)
                .map(reply -> place(reply.body().getString("topic"), reply.body()));
    }

    /**
     * Appends records together.
     *
     * @param records in the form of {@link io.tailwater.core.client.RecordJson}
     * @return their places, when all of them survive power loss; fails when any was refused, and says which
     */
    public Future<List<Place>> produceAll(String topic, List<JsonObject> records) {
        JsonObject request = new JsonObject().put("topic", topic).put("records", new JsonArray(records));
        return vertx.eventBus()
                .<JsonObject>request(DurableBusAddresses.PRODUCE, request)
                .map(reply -> places(topic, reply));
    }

    private static List<Place> places(String topic, Message<JsonObject> reply) {
        JsonArray records = reply.body().getJsonArray("results");
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            JsonObject record = records.getJsonObject(i);
            JsonObject error = record.getJsonObject("error");
            if (error != null) {
                throw new IllegalStateException("Record " + i + " of " + records.size() + " was refused: "
                        + error.getString("code") + ": " + error.getString("message"));
            }
            places.add(place(topic, record));
        }
        return places;
    }

    private static Place place(String topic, JsonObject record) {
        return new Place(topic, record.getInteger("partition"), record.getLong("offset"));
    }

    /**
     * Begins to read a topic; records come to the handler that is set on what this returns, on the caller's context. To be
     * called on a context that lives as long as the tail does, such as a verticle's.
     */
    public RecordTail tail(TailOptions options) {
        return new RecordTail(vertx, vertx.getOrCreateContext(), options);
    }
}
