package io.tailwater.server.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** One order on its way from the basket to the door, told step by step. Owned by the shop. */
final class Order {

    /** How far an order has come. */
    enum Status {
        PLACED,
        PAID,
        PACKED,
        SHIPPED,
        CANCELLED;

        boolean last() {
            return this == SHIPPED || this == CANCELLED;
        }

        /** What comes after it when all goes well; the last stay what they are. */
        Status next() {
            return switch (this) {
                case PLACED -> PAID;
                case PAID -> PACKED;
                case PACKED, SHIPPED -> SHIPPED;
                case CANCELLED -> CANCELLED;
            };
        }
    }

    private static final int LONGEST_STEP_MILLIS = 12_000;

    private final RandomGenerator random;
    private final String id;
    private final String customer;
    private final JsonObject basket;
    private final int cents;
    private Status status = Status.PLACED;
    private long nextStepMillis;

    Order(RandomGenerator random, String id, Visitor buyer, long nowMillis) {
        this.random = random;
        this.id = id;
        this.customer = buyer.name();
        this.basket = buyer.basket();
        this.cents = buyer.basketCents();
        this.nextStepMillis = later(nowMillis);
    }

    String id() {
        return id;
    }

    boolean isDue(long nowMillis) {
        return nowMillis >= nextStepMillis;
    }

    boolean finished() {
        return status.last();
    }

    /** Takes the next step; an order that is paid may still be cancelled. */
    void step(long nowMillis) {
        boolean cancelled = status == Status.PAID && random.nextInt(12) == 0;
        status = cancelled ? Status.CANCELLED : status.next();
        nextStepMillis = later(nowMillis);
    }

    JsonObject tell() {
        JsonArray items = new JsonArray();
        basket.forEach(
                item -> items.add(new JsonObject().put("sku", item.getKey()).put("quantity", item.getValue())));
        JsonObject told = new JsonObject()
                .put("order", id)
                .put("status", status.name().toLowerCase(Locale.ROOT))
                .put("customer", customer)
                .put("total", cents / 100.0)
                .put("currency", "EUR")
                .put("items", items);
        return status == Status.CANCELLED ? told.put("reason", "changed their mind") : told;
    }

    private long later(long nowMillis) {
        return nowMillis + 500 + random.nextInt(LONGEST_STEP_MILLIS);
    }
}
