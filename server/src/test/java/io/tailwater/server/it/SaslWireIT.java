package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.OfflineDirectory;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.core.security.user.UserAlteration;
import io.tailwater.core.topic.NewTopic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection may say before and while it is known whose it is, byte by byte. */
@Timeout(240)
class SaslWireIT {

    private static final long SESSION_MILLIS = 60_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    static Path directory;

    private static final AtomicLong LATER_MILLIS = new AtomicLong();

    private static InProcessBroker broker;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        try (OfflineDirectory data = new OfflineDirectory(directory, "mmap")) {
            StoredUsers.open(data.storage(), RANDOM, Runnable::run)
                    .alterNow(List.of(user("alice", "secret"), user("bob", "secret")));
        }
        JsonObject settings = new JsonObject()
                .put("storage", new JsonObject().put("directory", directory.toString()))
                .put(
                        "kafka",
                        new JsonObject()
                                .put("port", 0)
                                .put(
                                        "authentication",
                                        new JsonArray().add("PLAIN").add("SCRAM-SHA-256")))
                .put(
                        "security",
                        new JsonObject()
                                .put("authentication", new JsonObject().put("maxSessionMillis", SESSION_MILLIS)));
        BrokerEnvironment system = BrokerEnvironment.ofSystem();
        broker = new InProcessBroker(
                settings,
                new BrokerEnvironment(
                        system.files(),
                        () -> system.clock().instant().plusMillis(LATER_MILLIS.get()),
                        system.ids(),
                        system.metrics()));
        address = broker.clients().address();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "METADATA",
                "PRODUCE",
                "FETCH",
                "CREATE_TOPICS",
                "DESCRIBE_USER_SCRAM_CREDENTIALS",
                "INIT_PRODUCER_ID"
            })
    void anyRequestBeforeAuthenticationEndsTheConnection(ApiKeys api) throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            short version = api.latestVersion(true);
            connection.send(Frames.request(api, version, 1, api.messageType.newRequest()));

            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void versionsAreToldToAnybody() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            ApiVersionsResponseData versions = connection.exchange(
                    ApiKeys.API_VERSIONS, 0, new ApiVersionsRequestData(), ApiVersionsResponseData.class);

            assertThat(versions.apiKeys().find(ApiKeys.SASL_AUTHENTICATE.id)).isNotNull();
        }
    }

    @Test
    void anUnknownMechanismIsAnsweredWithThoseThereAre() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            SaslHandshakeResponseData answer = handshake(connection, "GSSAPI");

            assertThat(answer.errorCode()).isEqualTo(Errors.UNSUPPORTED_SASL_MECHANISM.code());
            assertThat(answer.mechanisms()).containsExactly("PLAIN", "SCRAM-SHA-256");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void aMechanismThatThisListenerDoesNotWantIsUnknown() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            assertThat(handshake(connection, "SCRAM-SHA-512").errorCode())
                    .isEqualTo(Errors.UNSUPPORTED_SASL_MECHANISM.code());
        }
    }

    @Test
    void messagesWithoutAHandshakeEndTheConnection() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            assertThat(authenticate(connection, "alice", "secret").errorCode())
                    .isEqualTo(Errors.ILLEGAL_SASL_STATE.code());
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void aSecondHandshakeAmidTheFirstEndsTheConnection() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "SCRAM-SHA-256");

            assertThat(handshake(connection, "PLAIN").errorCode()).isEqualTo(Errors.ILLEGAL_SASL_STATE.code());
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void aRequestAmidAnExchangeEndsTheConnection() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "SCRAM-SHA-256");
            assertThat(message(connection, "n,,n=alice,r=nonce").errorCode()).isZero();

            connection.send(ApiKeys.METADATA, 12, new MetadataRequestData());
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void afterAWrongPasswordTheConnectionEnds() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "PLAIN");
            SaslAuthenticateResponseData answer = authenticate(connection, "alice", "wrong");

            assertThat(answer.errorCode()).isEqualTo(Errors.SASL_AUTHENTICATION_FAILED.code());
            assertThat(answer.errorMessage()).doesNotContain("alice", "wrong");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void nobodyUnknownMayMakeTheBrokerHoldMuch() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(ByteBuffer.allocate(4).putInt(1 << 20).flip());

            assertThat(connection.isClosed()).isTrue();
        }
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "PLAIN");

            assertThat(message(connection, "\0" + "a".repeat(100_000) + "\0b").errorCode())
                    .isEqualTo(Errors.SASL_AUTHENTICATION_FAILED.code());
        }
    }

    @Test
    void whatIsSentBehindTheLastMessageWaitsForItsOutcome() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "PLAIN");
            connection.send(ApiKeys.SASL_AUTHENTICATE, 2, plain("alice", "secret"));
            connection.send(ApiKeys.METADATA, 12, new MetadataRequestData());

            assertThat(connection
                            .receive(ApiKeys.SASL_AUTHENTICATE, 2, SaslAuthenticateResponseData.class)
                            .errorCode())
                    .isZero();
            assertThat(connection
                            .receive(ApiKeys.METADATA, 12, MetadataResponseData.class)
                            .brokers())
                    .hasSize(1);
        }
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "PLAIN");
            connection.send(ApiKeys.SASL_AUTHENTICATE, 2, plain("alice", "wrong"));
            connection.send(ApiKeys.METADATA, 12, new MetadataRequestData());

            assertThat(connection.responsesUntilClosed()).isEqualTo(1);
        }
    }

    @Test
    void aSessionEndsUnlessItIsProvedAnewWhoItIs() throws Exception {
        try (RawConnection renewing = RawConnection.to(address);
                RawConnection idle = RawConnection.to(address)) {
            handshake(idle, "PLAIN");
            assertThat(authenticate(idle, "alice", "secret").sessionLifetimeMs())
                    .isBetween(1L, SESSION_MILLIS);
            for (int i = 0; i < 3; i++) {
                handshake(renewing, "PLAIN");
                assertThat(authenticate(renewing, "alice", "secret").errorCode())
                        .isZero();
                LATER_MILLIS.addAndGet(SESSION_MILLIS / 2);
                metadata(renewing);
            }

            idle.send(ApiKeys.METADATA, 12, new MetadataRequestData());
            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    void aConnectionCannotBecomeSomebodyElsesNorChangeItsMechanism() throws Exception {
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "PLAIN");
            authenticate(connection, "alice", "secret");
            handshake(connection, "PLAIN");

            assertThat(authenticate(connection, "bob", "secret").errorCode())
                    .isEqualTo(Errors.SASL_AUTHENTICATION_FAILED.code());
            assertThat(connection.isClosed()).isTrue();
        }
        try (RawConnection connection = RawConnection.to(address)) {
            handshake(connection, "PLAIN");
            authenticate(connection, "alice", "secret");

            assertThat(handshake(connection, "SCRAM-SHA-256").errorCode()).isEqualTo(Errors.ILLEGAL_SASL_STATE.code());
        }
    }

    @Test
    void connectionsEndWithTheirUserAndGetNothingOfWhatTheyWaitedFor() throws Exception {
        alter(user("carol", "secret"));
        broker.core()
                .topics()
                .create(new NewTopic("waited-for", 1, Map.of()), false)
                .await(60, TimeUnit.SECONDS);
        try (RawConnection waiting = RawConnection.to(address);
                RawConnection idle = RawConnection.to(address);
                RawConnection alice = RawConnection.to(address)) {
            logIn(waiting, "carol");
            logIn(idle, "carol");
            logIn(alice, "alice");
            waiting.send(
                    ApiKeys.FETCH,
                    Requests.FETCH_VERSION,
                    Requests.fetch("waited-for", 0, 1_000).setMaxWaitMs(60_000));
            // Requests of a connection are begun in their order: what the next one does shows that the fetch waits.
            waiting.send(
                    ApiKeys.METADATA,
                    12,
                    RequestFromJson.read(
                            ApiKeys.METADATA, "{'allowAutoTopicCreation': true, 'topics': [{'name': 'sign'}]}"));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> broker.core().topics().find("sign") != null);

            alter(new UserAlteration("carol", Set.of(ScramMechanism.SCRAM_SHA_256), List.of()));
            ProduceResponseData produced = alice.exchange(
                    ApiKeys.PRODUCE,
                    Requests.PRODUCE_VERSION,
                    Requests.produceTo("waited-for", 0),
                    ProduceResponseData.class);
            assertThat(Requests.error(produced)).isEqualTo(Errors.NONE);

            assertThat(waiting.isClosed()).as("without the record").isTrue();
            idle.send(ApiKeys.METADATA, 12, new MetadataRequestData());
            assertThat(idle.isClosed()).isTrue();
            metadata(alice);
        }
    }

    @Test
    void connectionsStayWhenTheirUserGetsAnotherPasswordUntilTheyHaveToLogInAgain() throws Exception {
        alter(user("dave", "secret"));
        try (RawConnection connection = RawConnection.to(address)) {
            logIn(connection, "dave");
            alter(user("dave", "another"));

            metadata(connection);
            handshake(connection, "PLAIN");
            assertThat(authenticate(connection, "dave", "secret").errorCode())
                    .isEqualTo(Errors.SASL_AUTHENTICATION_FAILED.code());
            assertThat(connection.isClosed()).isTrue();
        }
    }

    private static void alter(UserAlteration alteration) throws Exception {
        assertThat(broker.core().security().users().alter(List.of(alteration)).await(60, TimeUnit.SECONDS))
                .allMatch(result -> result instanceof Result.Ok<Done>);
    }

    private static void logIn(RawConnection connection, String user) throws IOException {
        handshake(connection, "PLAIN");
        assertThat(authenticate(connection, user, "secret").errorCode()).isZero();
    }

    private static void metadata(RawConnection connection) throws IOException {
        connection.exchange(ApiKeys.METADATA, 12, new MetadataRequestData(), MetadataResponseData.class);
    }

    private static SaslHandshakeResponseData handshake(RawConnection connection, String mechanism) throws IOException {
        return connection.exchange(
                ApiKeys.SASL_HANDSHAKE,
                1,
                new SaslHandshakeRequestData().setMechanism(mechanism),
                SaslHandshakeResponseData.class);
    }

    private static SaslAuthenticateResponseData authenticate(RawConnection connection, String user, String password)
            throws IOException {
        return connection.exchange(
                ApiKeys.SASL_AUTHENTICATE, 2, plain(user, password), SaslAuthenticateResponseData.class);
    }

    private static SaslAuthenticateResponseData message(RawConnection connection, String text) throws IOException {
        return connection.exchange(
                ApiKeys.SASL_AUTHENTICATE,
                2,
                new SaslAuthenticateRequestData().setAuthBytes(text.getBytes(StandardCharsets.UTF_8)),
                SaslAuthenticateResponseData.class);
    }

    private static SaslAuthenticateRequestData plain(String user, String password) {
        return new SaslAuthenticateRequestData()
                .setAuthBytes(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static UserAlteration user(String name, String password) {
        return new UserAlteration(
                name,
                Set.of(),
                List.of(ScramCredential.ofPassword(ScramMechanism.SCRAM_SHA_256, password, 4096, RANDOM)));
    }
}
