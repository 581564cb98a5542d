package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no requests: their connection is closed or waits, and nobody else is harmed. */
@Timeout(240)
class HostileFramesIT {

    private static final long MEGABYTE = 1 << 20;
    private static final int SMALL_FRAME_BYTES = 120_000;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.alone();

    private Bystander bystander;

    @BeforeEach
    void meetBystander() throws IOException {
        bystander = Bystander.beside(BROKER);
        bystander.worksOn(3);
    }

    @AfterEach
    void bystanderIsUnharmed() throws IOException {
        bystander.worksOn(3);
        bystander.close();
        assertThat(BROKER.process().outputBesidesStalls())
                .as("stack traces for a client's mistakes")
                .doesNotContain("\tat ");
    }

    @Test
    void closesConnectionsThatSendGarbage() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            try (RawConnection connection = connect()) {
                connection.send(garbage);
                connection.responsesUntilClosed();
            }
        }
    }

    @Test
    void closesConnectionsThatSpeakHttp() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (100 << 20) + 1, 0, 1, 7})
    void closesConnectionsWhoseFrameLengthCannotBe(int length) throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
            connection.send(new byte[8]);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(shorts = {-1, 4, 58, 9_999, Short.MAX_VALUE, Short.MIN_VALUE})
    void closesConnectionsThatAskForUnknownApis(short key) throws IOException {
        try (RawConnection connection = connect()) {
            ByteBuffer frame = Frames.request(ApiKeys.METADATA, 1, 1, new MetadataRequestData());
            connection.send(frame.putShort(Integer.BYTES, key));
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void answersVersionsItDoesNotKnowWithThoseItDoes() throws IOException {
        for (int version : new int[] {6, 99, Short.MAX_VALUE, -1}) {
            try (RawConnection connection = connect()) {
                connection.send(
                        Frames.requestClaiming(ApiKeys.API_VERSIONS, version, 0, 1, new ApiVersionsRequestData()));
                ApiVersionsResponseData response =
                        connection.receive(ApiKeys.API_VERSIONS, 0, ApiVersionsResponseData.class);
                assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.UNSUPPORTED_VERSION);
                assertThat(response.apiKeys().find(ApiKeys.API_VERSIONS.id)).isNotNull();
                assertThat(apis(connection)).isNotEmpty();
            }
        }
    }

    @Test
    void closesConnectionsThatAskForVersionsItDoesNotServe() throws IOException {
        for (ApiVersion api : apis(connect())) {
            if (api.apiKey() == ApiKeys.API_VERSIONS.id) {
                continue;
            }
            for (int version : new int[] {api.minVersion() - 1, api.maxVersion() + 1, 200, Short.MIN_VALUE}) {
                try (RawConnection connection = connect()) {
                    ByteBuffer body = ByteBuffer.allocate(64);
                    body.putShort(api.apiKey())
                            .putShort((short) version)
                            .putInt(1)
                            .putShort((short) -1);
                    connection.send(Frames.framed(body.rewind()));
                    assertThat(connection.isClosed())
                            .as("%s version %d", ApiKeys.forId(api.apiKey()), version)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void refusesProduceVersionsThatAreOnlyAdvertisedForOldClients(int version) throws IOException {
        try (RawConnection connection = connect()) {
            ByteBuffer frame = Frames.request(ApiKeys.PRODUCE, 3, 1, Requests.produce("bystander", 0, Batches.of(1)));
            connection.send(frame.putShort(Integer.BYTES + Short.BYTES, (short) version));
            connection.responsesUntilClosed();
        }
    }

    @Test
    void waitsForTheRestOfASlowRequest() throws IOException {
        try (RawConnection slow = connect()) {
            ByteBuffer frame = Frames.request(ApiKeys.METADATA, 12, 77, new MetadataRequestData().setTopics(null));
            while (frame.hasRemaining()) {
                slow.send(frame.get());
                bystander.worksOn(1);
            }
            assertThat(slow.receive(ApiKeys.METADATA, 12, MetadataResponseData.class)
                            .brokers())
                    .hasSize(1);
        }
    }

    @Test
    void letsHalfFramesLieWithoutHarmingOthers() throws IOException {
        List<RawConnection> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                RawConnection connection = connect();
                silent.add(connection);
                ByteBuffer frame = Frames.request(
                        ApiKeys.PRODUCE, 9, 1, Requests.produce("bystander", 0, Batches.ofSize(900_000)));
                connection.send(frame.slice(0, 1 + (frame.limit() - 2) * i / 40));
                bystander.worksOn(2);
            }
        } finally {
            for (RawConnection connection : silent) {
                connection.close();
            }
        }
    }

    /** Small frames, so that they draw on the same budget as everybody; together they announce several times of it. */
    @ParameterizedTest
    @ValueSource(ints = {4, 500, 5_000, 100_000})
    void servesOthersWhileVeryManySmallFramesAreHalfSent(int sentBytes) throws IOException {
        List<RawConnection> silent = new ArrayList<>();
        try {
            ByteBuffer frame =
                    ByteBuffer.allocate(Integer.BYTES + SMALL_FRAME_BYTES).putInt(0, SMALL_FRAME_BYTES);
            for (int i = 0; i < 400; i++) {
                RawConnection connection = connect();
                silent.add(connection);
                connection.send(frame.slice(0, sentBytes));
            }
            bystander.worksOn(20);
        } finally {
            for (RawConnection connection : silent) {
                connection.close();
            }
        }
    }

    @Test
    void reservesNothingForFramesThatAreOnlyAnnounced() throws IOException {
        assumeTrue(ProcessVitals.available(), "needs /proc");
        ProcessVitals vitals = new ProcessVitals(BROKER.process().pid());
        bystander.worksOn(200);
        long before = vitals.anonymousBytes();
        List<RawConnection> announcing = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                RawConnection connection = connect();
                announcing.add(connection);
                connection.send(
                        ByteBuffer.allocate(Integer.BYTES).putInt(90 << 20).flip());
                connection.send(new byte[1_000]);
            }
            bystander.worksOn(200);
            assertThat(vitals.anonymousBytes() - before).isLessThan(64 * MEGABYTE);
        } finally {
            for (RawConnection connection : announcing) {
                connection.close();
            }
        }
    }

    @Test
    void survivesArraysThatClaimToBeHuge() throws IOException {
        assumeTrue(ProcessVitals.available(), "needs /proc");
        ProcessVitals vitals = new ProcessVitals(BROKER.process().pid());
        long before = vitals.anonymousBytes();
        for (ApiVersion api : apis(connect())) {
            for (int version = api.minVersion(); version <= api.maxVersion(); version++) {
                for (byte filler : new byte[] {0x7f, (byte) 0xff, 0x20}) {
                    bomb(api.apiKey(), version, filler);
                }
            }
        }
        bystander.worksOn(50);
        assertThat(vitals.anonymousBytes() - before).isLessThan(64 * MEGABYTE);
    }

    @Test
    void answersRequestsInTheOrderTheyCame() throws IOException {
        try (RawConnection connection = connect()) {
            for (int i = 0; i < 300; i++) {
                if (i % 3 == 0) {
                    connection.send(ApiKeys.PRODUCE, 9, Requests.produce("bystander", 0, Batches.of(1)));
                } else {
                    connection.send(ApiKeys.METADATA, 12, new MetadataRequestData());
                }
            }
            for (int i = 0; i < 300; i++) {
                ByteBuffer frame = connection.receiveFrame().orElseThrow();
                assertThat(frame.getInt(0)).as("correlation id").isEqualTo(i + 1);
                if (i % 3 == 0) {
                    assertThat(Requests.error(Frames.response(ApiKeys.PRODUCE, 9, frame, ProduceResponseData.class)))
                            .isEqualTo(Errors.NONE);
                }
            }
        }
    }

    /** A body that reads as arrays and strings of absurd lengths, whatever comes first. */
    private static void bomb(short key, int version, byte filler) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(200);
        request.putShort(key).putShort((short) version).putInt(1).putShort((short) -1);
        if (ApiKeys.forId(key).requestHeaderVersion((short) Math.max(3, version)) >= 2) {
            request.put((byte) 0);
        }
        while (request.hasRemaining()) {
            request.put(filler);
        }
        try (RawConnection connection = connect()) {
            connection.send(Frames.framed(request.rewind()));
            connection.responsesUntilClosed();
        }
    }

    private static List<ApiVersion> apis(RawConnection connection) throws IOException {
        return List.copyOf(connection
                .exchange(
                        ApiKeys.API_VERSIONS,
                        3,
                        new ApiVersionsRequestData()
                                .setClientSoftwareName("raw")
                                .setClientSoftwareVersion("1"),
                        ApiVersionsResponseData.class)
                .apiKeys());
    }

    private static RawConnection connect() throws IOException {
        return RawConnection.to(BROKER.address());
    }
}
