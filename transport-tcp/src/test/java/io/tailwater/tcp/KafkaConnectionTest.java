package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaConnectionTest {

    private static LimitsConfig limits(int connections, int requests, long idleMillis) {
        LimitsConfig defaults = LimitsConfig.DEFAULTS;
        return new LimitsConfig(
                1 << 20,
                connections,
                defaults.maxConnectionsPerAddress(),
                defaults.maxConnectionsPerUser(),
                defaults.connectionsPerSecond(),
                defaults.authenticationMillis(),
                requests,
                1 << 20,
                4 << 20,
                55 << 20,
                10,
                idleMillis);
    }

    private static final LimitsConfig SMALL = limits(3, 2, 0);
    private static final ApiVersionsRequestData ANY = new ApiVersionsRequestData();

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(SMALL);
        server.broker().topic("words");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(server.broker().memory().openLeases()).isZero();
        LeakWatch.assertNothingLeaked();
    }

    @Test
    void answersInTheOrderOfRequestsWhateverTakesLonger() throws Exception {
        server.broker().memory().holdAppends();
        try (WireClient client = client()) {
            client.send(produce(1, 100), 9, 1).send(ANY, 2, 2);
            Eventually.until("the append", () -> server.broker().memory().heldAppends() == 1);

            server.broker().memory().answerAppends();

            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.receiveCorrelationId()).isEqualTo(2);
        }
    }

    @Test
    void doesNotAnswerAcksZero() throws Exception {
        try (WireClient client = client()) {
            client.send(produce(0, 100), 9, 1).send(produce(0, 100), 9, 2).send(ANY, 0, 3);

            assertThat(client.receiveCorrelationId()).isEqualTo(3);
            FetchResponseData fetched = client.send(fetch(0, 1 << 20, 0), 12, 4)
                    .receive(new FetchResponseData(), 12)
                    .body();
            assertThat(fetched.responses().get(0).partitions().get(0).highWatermark())
                    .isEqualTo(2);
        }
    }

    @Test
    void closesOnAcksZeroToAnUnknownTopic() throws Exception {
        try (WireClient client = client()) {
            client.send(WireClient.produce("nowhere", 0, batch(100)), 9, 1);

            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void beginsNoMoreRequestsThanAllowedAndGoesOnWhenSomeAreAnswered() throws Exception {
        server.broker().memory().holdAppends();
        try (WireClient client = client()) {
            for (int i = 0; i < 5; i++) {
                client.send(produce(1, 100), 9, i);
            }
            // A second connection that is answered shows that the first had its turn.
            try (WireClient other = client()) {
                other.send(ANY, 0, 1).receiveCorrelationId();
            }
            Eventually.until("two appends", () -> server.broker().memory().heldAppends() == 2);

            server.broker().memory().answerAppends();

            for (int i = 0; i < 5; i++) {
                assertThat(client.receiveCorrelationId()).isEqualTo(i);
            }
        }
    }

    @Test
    void holdsAFixedAmountForAClientThatNeverReads() throws Exception {
        try (TestServer generous = TestServer.start(LimitsConfig.DEFAULTS)) {
            generous.broker().topic("words");
            for (int i = 0; i < 4; i++) {
                try (WireClient client = new WireClient(generous.port())) {
                    client.send(produce(1, 1_000_000), 9, i).receiveFrame();
                }
            }
            try (WireClient client = new WireClient(generous.port())) {
                for (int i = 0; i < 1_000; i++) {
                    client.send(fetch(0, 50 << 20, 0), 12, i);
                }
                try (WireClient other = new WireClient(generous.port())) {
                    other.send(ANY, 0, 1).receiveCorrelationId();
                }
                Eventually.until("an answer", () -> generous.broker().memory().openLeases() > 0);
                assertThat(generous.broker().memory().openLeases()).isBetween(1, 2);
            }
            Eventually.until("leases back", () -> generous.broker().memory().openLeases() == 0);
        }
    }

    @Test
    void sendsEveryByteOfRecordsLargeAndSmall() throws Exception {
        ByteBuffer large = batch(900_000);
        ByteBuffer small = batch(200);
        try (WireClient client = client()) {
            client.send(WireClient.produce("words", 1, small.duplicate()), 9, 1).receiveFrame();
            client.send(WireClient.produce("words", 1, large.duplicate()), 9, 2).receiveFrame();

            for (int maxBytes : new int[] {100, 10 << 20}) {
                FetchResponseData fetched = client.send(fetch(0, maxBytes, 0), 12, 3)
                        .receive(new FetchResponseData(), 12)
                        .body();
                MemoryRecords records = (MemoryRecords)
                        fetched.responses().get(0).partitions().get(0).records();
                assertThat(records.sizeInBytes()).isEqualTo(maxBytes == 100 ? 200 : 900_200);
                records.batches().forEach(stored -> stored.ensureValid());
            }
        }
    }

    @Test
    void cancelsAFetchThatWaitsWhenItsClientGoes() throws Exception {
        try (WireClient client = client()) {
            client.send(fetch(0, 1 << 20, 60_000), 12, 1);
            Eventually.until("the fetch", () -> server.broker().memory().waitingFetches() == 1);
        }
        Eventually.until("its end", () -> server.broker().memory().waitingFetches() == 0);
    }

    @Test
    void keepsTheBytesOfAnAppendUntilItIsAnsweredAlthoughItsClientIsGone() throws Exception {
        server.broker().memory().holdAppends();
        try (WireClient client = client()) {
            client.send(produce(1, 100), 9, 1);
            Eventually.until("the append", () -> server.broker().memory().heldAppends() == 1);
        }
        server.broker().memory().answerAppends();
        try (WireClient other = client()) {
            other.send(ANY, 0, 1).receiveCorrelationId();
        }
    }

    @Test
    void answersAnUnknownApiVersionsInVersionZero() throws Exception {
        byte[] frame = WireClient.frame(ANY, 0, 7);
        ByteBuffer.wrap(frame).putShort(6, (short) 99);
        try (WireClient client = client()) {
            ApiVersionsResponseData answer =
                    client.send(frame).receive(new ApiVersionsResponseData(), 0).body();

            assertThat(answer.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
            assertThat(answer.apiKeys()).hasSize(1);
            assertThat(answer.apiKeys().find((short) 18).maxVersion()).isEqualTo((short) 4);
        }
    }

    @Test
    void closesOnWhatItDoesNotUnderstandAndServesTheNext() throws Exception {
        byte[] unknownKey = WireClient.frame(ANY, 0, 7);
        ByteBuffer.wrap(unknownKey).putShort(4, (short) 999);
        byte[] oldProduce = WireClient.frame(produce(1, 100), 3, 7);
        ByteBuffer.wrap(oldProduce).putShort(6, (short) 2);
        byte[] cut = WireClient.frame(fetch(0, 1, 0), 12, 7);
        ByteBuffer.wrap(cut).putInt(14 + 10);
        byte[] huge = ByteBuffer.allocate(100).putInt(Integer.MAX_VALUE).array();
        for (byte[] bytes : List.of(unknownKey, oldProduce, cut, huge)) {
            try (WireClient client = client()) {
                assertThat(client.send(bytes).closedByServer()).isTrue();
            }
        }
        try (WireClient client = client()) {
            assertThat(client.send(ANY, 0, 8).receiveCorrelationId()).isEqualTo(8);
        }
    }

    @Test
    void survivesFramesOfGarbage() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            byte[] frame = new byte[random.nextInt(14, 300)];
            random.nextBytes(frame);
            ByteBuffer.wrap(frame)
                    .putInt(frame.length - 4)
                    .putShort((short) random.nextInt(-1, 80))
                    .putShort((short) random.nextInt(0, 14));
            try (WireClient client = client()) {
                client.send(frame).send(ANY, 0, round);
                client.finish();
            } catch (SocketException closedAlready) {
                // as good an answer as any
            }
        }
        try (WireClient client = client()) {
            assertThat(client.send(ANY, 0, 8).receiveCorrelationId())
                    .as("seed %d", seed)
                    .isEqualTo(8);
        }
    }

    @Test
    void closesConnectionsBeyondTheLimit() throws Exception {
        try (WireClient first = client();
                WireClient second = client();
                WireClient third = client()) {
            for (WireClient client : List.of(first, second, third)) {
                client.send(ANY, 0, 1).receiveCorrelationId();
            }
            try (WireClient fourth = client()) {
                assertThat(fourth.closedByServer()).isTrue();
            }
        }
    }

    @Test
    void answersWhatItHasBegunBeforeItStops() throws Exception {
        server.broker().memory().holdAppends();
        try (WireClient client = client();
                WireClient waiting = client()) {
            client.send(produce(1, 100), 9, 1);
            waiting.send(fetch(1, 1 << 20, 60_000), 12, 1);
            Eventually.until("the append", () -> server.broker().memory().heldAppends() == 1);
            Eventually.until("the fetch", () -> server.broker().memory().waitingFetches() == 1);

            Future<Void> stopped = server.vertx().undeploy(server.deployment());
            assertThat(waiting.closedByServer()).isTrue();
            server.broker().memory().answerAppends();

            assertThat(client.receiveCorrelationId()).isEqualTo(1);
            assertThat(client.closedByServer()).isTrue();
            stopped.await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesAConnectionOnWhichNothingHappens() throws Exception {
        LimitsConfig impatient = limits(10, 10, 2_000);
        try (TestServer quick = TestServer.start(impatient);
                WireClient idle = new WireClient(quick.port());
                WireClient midFrame = new WireClient(quick.port())) {
            idle.send(ANY, 0, 1);
            midFrame.send(new byte[] {0, 0, 1, 0, 7});

            idle.awaitEnd();
            midFrame.awaitEnd();
        }
    }

    private WireClient client() throws Exception {
        return new WireClient(server.port());
    }

    private static ProduceRequestData produce(int acks, int bytes) {
        return WireClient.produce("words", acks, batch(bytes));
    }

    private static ByteBuffer batch(int bytes) {
        return TestBatches.at(0).sizeInBytes(bytes).build();
    }

    private static FetchRequestData fetch(long offset, int maxBytes, int maxWaitMillis) {
        return new FetchRequestData()
                .setMaxBytes(maxBytes)
                .setMinBytes(1)
                .setMaxWaitMs(maxWaitMillis)
                .setTopics(List.of(new FetchTopic()
                        .setTopic("words")
                        .setPartitions(List.of(new FetchPartition()
                                .setPartition(0)
                                .setFetchOffset(offset)
                                .setPartitionMaxBytes(maxBytes)))));
    }
}
