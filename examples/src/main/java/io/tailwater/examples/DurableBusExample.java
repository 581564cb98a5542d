package io.tailwater.examples;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.eventbus.DurableBus;
import io.tailwater.core.eventbus.TailOptions;
import io.tailwater.server.Tailwater;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Two verticles and a durable event bus between them: one takes orders, the other adds up what each customer spends. The second
 * is deployed after all orders were taken, and misses none: it begins at the first record of the topic.
 */
public final class DurableBusExample {

    private static final int ORDERS = 100;

    private DurableBusExample() {}

    /** Prints one line for each customer. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("tailwater-example");
        Vertx vertx = Vertx.vertx();
        try (Tailwater tailwater = Tailwater.start(
                BrokerConfig.DEFAULTS.withDataDirectory(directory).withFreePorts(), vertx)) {
            System.out.println("Kafka clients see the same topic at " + tailwater.bootstrapServers());
            await(vertx.deployVerticle(new Shop()));
            Accounts accounts = new Accounts();
            await(vertx.deployVerticle(accounts));
            await(accounts.complete.future())
                    .forEach(customer -> System.out.println(customer.getKey() + " spent " + customer.getValue()));
        } finally {
            await(vertx.close());
        }
    }

    /** Is deployed when every order is on disk. */
    private static final class Shop extends VerticleBase {

        @Override
        public Future<?> start() {
            DurableBus bus = new DurableBus(vertx);
            Future<?> taken = Future.succeededFuture();
            for (int order = 1; order <= ORDERS; order++) {
                String customer = "customer-" + order % 3;
                JsonObject json = new JsonObject().put("order", order).put("total", 10 * order);
                Future<?> produced = bus.produce("orders", customer, json);
                taken = taken.compose(before -> produced);
            }
            return taken;
        }
    }

    private static final class Accounts extends VerticleBase {

        private final Promise<JsonObject> complete = Promise.promise();
        private final JsonObject spent = new JsonObject();
        private int orders;

        @Override
        public Future<?> start() {
            new DurableBus(vertx)
                    .tail(TailOptions.of("orders").from("earliest"))
                    .handler(record -> {
                        String customer = String.valueOf(record.key());
                        spent.put(
                                customer,
                                spent.getInteger(customer, 0) + record.json().getInteger("total"));
                        if (++orders == ORDERS) {
                            complete.complete(spent);
                        }
                    });
            return Future.succeededFuture();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
