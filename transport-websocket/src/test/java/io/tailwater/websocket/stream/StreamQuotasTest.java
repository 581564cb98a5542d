package io.tailwater.websocket.stream;

import static io.tailwater.websocket.stream.StreamMessages.produce;
import static io.tailwater.websocket.stream.StreamMessages.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.security.ClientSession;
import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket clients held to quotas: what is beyond them waits in the log, or in the socket, and nothing is lost. */
@Timeout(120)
class StreamQuotasTest {

    private static final int RECORDS = 2_000;
    private static final int ROUND_TRIPS = 30;
    private static final OptionalDouble NEXT_TO_NOTHING = OptionalDouble.of(1);

    private BrokerForTests broker;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker = new BrokerForTests(directory, new JsonObject());
        broker.createTopic("paced", 1);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static JsonObject ping() {
        return new JsonObject().put("type", "ping").put("id", "q");
    }

    private long owedMillis() {
        return broker.broker()
                .quotas()
                .limits(null, ClientSession.anonymous("127.0.0.1"), "websocket")
                .fetched(0);
    }

    @Test
    void aTailOverItsQuotaWaitsInTheLogAndLosesNothing() {
        try (StreamClient client = StreamClient.text(broker.port());
                StreamClient other = StreamClient.text(broker.port())) {
            client.produce("paced", RECORDS);
            broker.quota("websocket", QuotaKey.CONSUMER_BYTE_RATE, NEXT_TO_NOTHING);
            client.send(subscribe("paced", "earliest"));
            Eventually.until("more was sent than the quota allows", () -> owedMillis() > 0);
            int sent;
            do { // what was sent may be on its way; without the quota this would end with all of them
                sent = client.waiting("records");
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    other.ask(ping(), "pong");
                }
            } while (client.waiting("records") > sent);
            assertThat(client.waiting("caughtUp")).isZero();

            broker.quota("websocket", QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.empty());
            List<Long> offsets = new ArrayList<>();
            client.records(RECORDS).forEach(record -> offsets.add(record.getLong("offset")));
            assertThat(offsets).hasSize(RECORDS).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aProducerOverItsQuotaIsAnsweredAndThenNotReadUntilItMayGoOn() {
        try (StreamClient client = StreamClient.text(broker.port());
                StreamClient other = StreamClient.text(broker.port())) {
            broker.quota("websocket", QuotaKey.PRODUCER_BYTE_RATE, NEXT_TO_NOTHING);
            client.ask(produce("paced").put("value", "x".repeat(1_000)), "produced");
            client.send(ping());
            for (int i = 0; i < ROUND_TRIPS; i++) {
                other.ask(ping(), "pong");
            }
            assertThat(client.waiting("pong")).isZero();

            broker.quota("websocket", QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.empty());
            assertThat(client.next().getString("type")).isEqualTo("pong");
        }
    }
}
