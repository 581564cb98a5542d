package io.tailwater.core;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Where a Vert.x instance keeps its broker. Thread-safe, as shared data is. */
final class BrokerRegistry {

    private static final String MAP = "tailwater";
    private static final String KEY = "broker";

    private BrokerRegistry() {}

    static @Nullable Broker find(Vertx vertx) {
        return vertx.sharedData().<String, Broker>getLocalMap(MAP).get(KEY);
    }

    static void add(Vertx vertx, Broker broker) {
        vertx.sharedData().<String, Broker>getLocalMap(MAP).put(KEY, broker);
    }

    static void remove(Vertx vertx) {
        vertx.sharedData().<String, Broker>getLocalMap(MAP).remove(KEY);
    }
}
