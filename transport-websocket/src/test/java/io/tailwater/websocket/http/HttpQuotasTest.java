package io.tailwater.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.security.ClientSession;
import io.tailwater.websocket.BrokerForTests;
import io.tailwater.websocket.Eventually;
import io.tailwater.websocket.RawHttp;
import io.tailwater.websocket.http.Asked.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP clients held to quotas: an answer that says when to come back, or a body that is read more slowly. */
@Timeout(120)
class HttpQuotasTest {

    private static final OptionalDouble NEXT_TO_NOTHING = OptionalDouble.of(1);
    private static final String RECORDS = "/v1/topics/paced/records";
    private static final String LINE = "{\"value\": \"" + "x".repeat(1_000) + "\"}\n";

    private BrokerForTests broker;
    private Asked asked;

    @BeforeEach
    void start(@TempDir Path directory) {
        broker = new BrokerForTests(directory, new JsonObject());
        broker.createTopic("paced", 1);
        asked = new Asked(broker.port());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void quota(QuotaKey key, OptionalDouble value) {
        broker.quota("http", key, value);
    }

    private int stored() {
        return asked.get("/v1/topics/paced/records?from=earliest&limit=1")
                .json()
                .getInteger("endOffset");
    }

    private static void assertThrottled(Answer answer) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().getString("code")).isEqualTo("THROTTLING_QUOTA_EXCEEDED");
    }

    @Test
    void whoeverProducedMoreThanTheQuotaIsToldWhenToComeBack() {
        quota(QuotaKey.PRODUCER_BYTE_RATE, NEXT_TO_NOTHING);
        assertThat(asked.text(RECORDS, "text/plain", "x".repeat(1_000)).status())
                .isEqualTo(200);
        assertThrottled(asked.text(RECORDS, "text/plain", "again"));
        assertThrottled(asked.json("POST", RECORDS, "{\"value\": 1}"));
        try (RawHttp raw = new RawHttp(broker.port())) {
            String head = raw.ask(
                            "POST " + RECORDS + " HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: text/plain",
                            "Content-Length: 0")
                    .head();
            assertThat(head).containsPattern("(?i)retry-after: [1-9][0-9]+");
        }
        assertThat(stored()).isEqualTo(1);

        quota(QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.empty());
        assertThat(asked.text(RECORDS, "text/plain", "again").status()).isEqualTo(200);
    }

    @Test
    void aLongBodyIsReadAsSlowlyAsTheQuotaSays() {
        quota(QuotaKey.PRODUCER_BYTE_RATE, OptionalDouble.of(200_000));
        int lines = 2_500;
        Answer answer = asked.text(RECORDS, "application/x-ndjson", LINE.repeat(lines));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getInteger("count")).isEqualTo(lines);
        assertThat(stored()).isEqualTo(lines);
    }

    @Test
    void aLongBodyThatWouldTakeForEverIsRefusedWithWhatIsStored() {
        quota(QuotaKey.PRODUCER_BYTE_RATE, NEXT_TO_NOTHING);
        int lines = 5_000;
        Answer answer = asked.text(RECORDS, "application/x-ndjson", LINE.repeat(lines));
        assertThrottled(answer);
        assertThat(answer.json().getInteger("count")).isBetween(1, lines - 1).isEqualTo(stored());
    }

    @Test
    void whoeverReadMoreThanTheQuotaIsToldToComeBack() {
        asked.text(RECORDS, "text/plain", "x".repeat(1_000));
        quota(QuotaKey.CONSUMER_BYTE_RATE, NEXT_TO_NOTHING);
        assertThat(asked.get(RECORDS).status()).isEqualTo(200);
        assertThrottled(asked.get(RECORDS));
    }

    @Test
    void whoeverTakesTooMuchTimeIsToldToComeBack() {
        quota(QuotaKey.REQUEST_PERCENTAGE, OptionalDouble.of(0.000_001));
        assertThat(asked.get("/v1/topics").status()).isEqualTo(200);
        assertThrottled(asked.get("/v1/topics"));
    }

    @Test
    void topicsAreMadeAndDeletedAsFastAsTheQuotaSays() {
        quota(QuotaKey.CONTROLLER_MUTATION_RATE, OptionalDouble.of(0.001));
        assertThat(asked.json("PUT", "/v1/topics/made", "{\"partitions\": 3}").status())
                .isEqualTo(201);
        assertThrottled(asked.json("PUT", "/v1/topics/more", "{\"partitions\": 1}"));
        assertThrottled(asked.json("DELETE", "/v1/topics/made", ""));
        assertThat(asked.get("/v1/topics/more").status()).isEqualTo(404);

        quota(QuotaKey.CONTROLLER_MUTATION_RATE, OptionalDouble.empty());
        assertThat(asked.json("DELETE", "/v1/topics/made", "").status()).isEqualTo(204);
    }

    @Test
    void serverSentEventsWaitInTheLogAndNoneIsLost() throws Exception {
        int records = 300;
        asked.text(RECORDS, "application/x-ndjson", LINE.repeat(records));
        quota(QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.of(1_000));
        HttpResponse<Stream<String>> tail = tail();
        Iterator<String> lines =
                tail.body().filter(line -> line.startsWith("data:")).iterator();
        List<Long> offsets = new ArrayList<>();
        offsets.add(offset(lines.next()));
        Eventually.until("more was sent than the quota allows", () -> owedMillis() > 0);
        for (int i = 0; i < 30; i++) {
            asked.get("/v1/topics");
        }
        assertThat(owedMillis()).as("for one read, not for all that is there").isLessThan(100_000L);

        quota(QuotaKey.CONSUMER_BYTE_RATE, OptionalDouble.empty());
        while (offsets.size() < records) {
            offsets.add(offset(lines.next()));
        }
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
        assertThat(offsets.get(records - 1)).isEqualTo(records - 1);
        tail.body().close();
    }

    private long owedMillis() {
        return broker.broker()
                .quotas()
                .limits(null, ClientSession.anonymous("127.0.0.1"), "http")
                .fetched(0);
    }

    private HttpResponse<Stream<String>> tail() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(asked.uri("/v1/topics/paced/tail?from=earliest"))
                .build();
        return asked.client().send(request, BodyHandlers.ofLines());
    }

    private static long offset(String data) {
        return new JsonObject(data.substring(5)).getLong("offset");
    }
}
