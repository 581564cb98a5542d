package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.UserAlteration;
import io.tailwater.tcp.api.CoreBroker;
import io.vertx.core.DeploymentOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a login may take, and how many connections a user may have, on a listener where everybody logs in. */
@Timeout(180)
class LoginLimitsTest {

    private static final int AUTHENTICATION_MILLIS = 4_000;
    private static final String PASSWORD = "open sesame";
    private static final NotedEvents NOTED = new NotedEvents();

    private static CoreBroker core;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start(LoginLimitsTest::limited, NOTED);
        core.vertx()
                .deployVerticle(KafkaServerVerticle.class.getName(), new DeploymentOptions())
                .await(60, TimeUnit.SECONDS);
        port = KafkaServerVerticle.port(core.vertx()).orElseThrow();
        ScramCredential credential = ScramCredential.ofPassword(
                ScramMechanism.SCRAM_SHA_256, PASSWORD, ScramCredential.LEAST_ITERATIONS, new SecureRandom());
        List<Result<Done>> kept = core.await(() -> core.broker()
                .security()
                .users()
                .alter(List.of(new UserAlteration("alice", Set.of(), List.of(credential)))));
        assertThat(kept).containsExactly(Result.ok(Done.DONE));
    }

    private static BrokerConfig limited(BrokerConfig config) {
        LimitsConfig limits = config.limits();
        return config.toBuilder()
                .kafka(config.kafka().withAuthentication(List.of("PLAIN")))
                .limits(new LimitsConfig(
                        limits.maxRequestBytes(),
                        limits.maxConnections(),
                        limits.maxConnectionsPerAddress(),
                        2,
                        limits.connectionsPerSecond(),
                        AUTHENTICATION_MILLIS,
                        limits.connectionRequests(),
                        limits.connectionBytes(),
                        limits.totalRequestBytes(),
                        limits.maxFetchBytes(),
                        limits.maxFetchSessions(),
                        limits.idleConnectionMillis()))
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    private static SaslAuthenticateResponseData login(WireClient client) throws IOException {
        client.send(new SaslHandshakeRequestData().setMechanism("PLAIN"), 1, 1)
                .receive(new SaslHandshakeResponseData(), 1);
        byte[] message = ("\0alice\0" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return client.send(new SaslAuthenticateRequestData().setAuthBytes(message), 2, 2)
                .receive(new SaslAuthenticateResponseData(), 2)
                .body();
    }

    @Test
    void whoeverDoesNotLogInIsClosedHoweverMuchTheyAsk() throws Exception {
        try (WireClient user = loggedIn();
                WireClient silent = new WireClient(port);
                WireClient chatty = new WireClient(port)) {
            while (isAnswered(chatty)) {
                // it has said nothing of who it is
            }
            assertThat(silent.closedByServer()).isTrue();
            assertThat(user.send(new ApiVersionsRequestData(), 0, 3).receiveCorrelationId())
                    .isEqualTo(3);
        }
    }

    /** One that has logged in before the time for that was over, or another was forgotten: until then there are new ones. */
    private static WireClient loggedIn() throws IOException {
        WireClient[] client = new WireClient[1];
        Eventually.until("a login in time", () -> {
            try {
                client[0] = new WireClient(port);
                if (login(client[0]).errorCode() == 0) {
                    return true;
                }
                client[0].close();
            } catch (IOException tooSlow) {
                // closed, as whoever has not logged in
            }
            return false;
        });
        return client[0];
    }

    private static boolean isAnswered(WireClient client) {
        try {
            return client.send(new ApiVersionsRequestData(), 0, 1).receiveCorrelationId() == 1;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aUserIsToldThatThereAreTooManyConnectionsUntilOneIsClosed() throws Exception {
        try (WireClient first = loggedIn();
                WireClient second = loggedIn()) {
            Eventually.until("a third is answered in time", LoginLimitsTest::aThirdIsRefused);
            assertThat(NOTED.refusedConnections).contains("maxConnectionsPerUser");
            for (WireClient client : List.of(first, second)) {
                assertThat(client.send(new ApiVersionsRequestData(), 0, 3).receiveCorrelationId())
                        .isEqualTo(3);
            }
        }
        Eventually.until("there is room again", LoginLimitsTest::logsInTwice);
    }

    private static boolean aThirdIsRefused() {
        try (WireClient third = new WireClient(port)) {
            SaslAuthenticateResponseData refused = login(third);
            assertThat(refused.errorCode()).isEqualTo(Errors.SASL_AUTHENTICATION_FAILED.code());
            assertThat(refused.errorMessage()).contains("limits.maxConnectionsPerUser");
            assertThat(third.closedByServer()).isTrue();
            return true;
        } catch (IOException tooSlow) {
            return false;
        }
    }

    private static boolean logsInTwice() {
        try (WireClient first = new WireClient(port);
                WireClient second = new WireClient(port)) {
            return login(first).errorCode() == 0 && login(second).errorCode() == 0;
        } catch (IOException tooSlow) {
            return false;
        }
    }
}
