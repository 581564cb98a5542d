package io.tailwater.transport;

import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an event loop's connections of Kafka clients go that came by a port which they share with HTTP clients: the transports do
 * not know each other. Event-loop confined.
 */
public interface KafkaEntrance {

    /** Takes a connection over. */
    void accept(AcceptedSocket socket, ListenerConfig listener);

    /** Lets every connection finish what it has begun and close. */
    void stop();

    /** Makes entrances. Thread-safe. */
    interface Factory extends Shareable {

        /** One for the event loop of a verticle's context, on which this is called; it ends when that verticle is undeployed. */
        KafkaEntrance on(Context context);
    }

    /** Lets other transports find the way to Kafka's; null when there is none any more. */
    static void offer(Vertx vertx, @Nullable Factory factory) {
        LocalMap<String, Factory> map = vertx.sharedData().getLocalMap("tailwater.entrance");
        if (factory == null) {
            map.remove("kafka");
        } else {
            map.put("kafka", factory);
        }
    }

    /** Empty when no verticle that serves Kafka clients is deployed. */
    static Optional<Factory> find(Vertx vertx) {
        return Optional.ofNullable(vertx.sharedData()
                .<String, Factory>getLocalMap("tailwater.entrance")
                .get("kafka"));
    }
}
