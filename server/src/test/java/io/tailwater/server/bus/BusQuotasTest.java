package io.tailwater.server.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.eventbus.DurableBus;
import io.tailwater.core.eventbus.TailOptions;
import io.tailwater.core.quota.QuotaEdit;
import io.tailwater.core.quota.QuotaEntity;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.quota.QuotaName;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.server.Tailwater;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever produces and tails over the event bus, held to quotas. */
@Timeout(180)
class BusQuotasTest {

    private static final JsonObject KILOBYTE = new JsonObject().put("text", "x".repeat(1_000));

    private final Vertx vertx = Vertx.vertx();
    private final DurableBus bus = new DurableBus(vertx);
    private Tailwater tailwater;

    @BeforeEach
    void start(@TempDir Path directory) {
        tailwater = Tailwater.start(
                BrokerConfig.DEFAULTS.withDataDirectory(directory).withFreePorts(), vertx);
        await(broker().topics().create(new NewTopic("paced", 1, Map.of()), false));
    }

    @AfterEach
    void stop() {
        tailwater.close();
        await(vertx.close());
    }

    private Broker broker() {
        return Broker.of(vertx).orElseThrow();
    }

    private void quota(QuotaKey key, OptionalDouble value) {
        QuotaEntity entity = new QuotaEntity(null, new QuotaName("event-bus"), null);
        await(broker().quotas().alter(List.of(new QuotaEdit(entity, Map.of(key, value))), false));
    }

    private long owedMillis() {
        return broker().quotas()
                .limits(null, ClientSession.anonymous("127.0.0.1"), "event-bus")
                .fetched(0);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whoeverProducedMoreThanTheQuotaIsRefusedUntilItMayGoOn() {
        quota(QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.of(1));
        await(bus.produce("paced", null, KILOBYTE));

        assertThatThrownBy(() -> await(bus.produce("paced", null, KILOBYTE)))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        refused -> assertThat(refused.failureCode()).isEqualTo(429))
                .hasMessageContaining("THROTTLING_QUOTA_EXCEEDED");

        quota(QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.empty());
        assertThat(await(bus.produce("paced", null, KILOBYTE)).offset()).isEqualTo(1);
    }

    @Test
    void aTailOverItsQuotaWaitsInTheLogAndLosesNothing() throws Exception {
        int records = 300;
        List<JsonObject> all = Collections.nCopies(records, new JsonObject().put("value", KILOBYTE));
        await(bus.produceAll("paced", all));
        quota(QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.of(1_000));
        BlockingQueue<Long> offsets = new LinkedBlockingQueue<>();
        vertx.getOrCreateContext()
                .runOnContext(v -> bus.tail(TailOptions.of("paced").from("earliest"))
                        .handler(record -> offsets.add(record.offset())));
        List<Long> received = new ArrayList<>(List.of(offsets.take()));
        for (int i = 0; i < 30; i++) {
            await(bus.produce("paced", null, new JsonObject().put("more", i)));
        }
        assertThat(owedMillis())
                .as("for what the quota allows, not for all that is there")
                .isLessThan(100_000L);

        quota(QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.empty());
        while (received.size() < records + 30) {
            received.add(offsets.take());
        }
        assertThat(received).isSorted().doesNotHaveDuplicates();
    }
}
