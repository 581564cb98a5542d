package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.core.dynamic.SettingOwner;
import io.tailwater.core.setting.SettingChange;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.tcp.api.CoreBroker;
import io.vertx.core.DeploymentOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many connections there may be, how fast they may come, and how long they may dawdle: with sockets as they are. */
@Timeout(120)
class ConnectionLimitsTest {

    /** Of connections one a second: the last of them waits for so many seconds. */
    private static final int LATECOMERS = 5;

    private static final ApiVersionsRequestData ANY = new ApiVersionsRequestData();

    private static final long IDLE_MILLIS = 2_500;

    private long answeredNanos = System.nanoTime();

    private static LimitsConfig limits(int perAddress, int perSecond, long idleMillis) {
        LimitsConfig defaults = LimitsConfig.DEFAULTS;
        return new LimitsConfig(
                defaults.maxRequestBytes(),
                defaults.maxConnections(),
                perAddress,
                defaults.maxConnectionsPerUser(),
                perSecond,
                defaults.authenticationMillis(),
                defaults.connectionRequests(),
                defaults.connectionBytes(),
                defaults.totalRequestBytes(),
                defaults.maxFetchBytes(),
                defaults.maxFetchSessions(),
                idleMillis);
    }

    @Test
    void closesConnectionsBeyondThoseOfOneAddressAndLetsOthersInAgain() throws Exception {
        try (TestServer server = TestServer.start(limits(3, Integer.MAX_VALUE, 0), 2)) {
            List<WireClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(new WireClient(server.port()));
                assertThat(clients.get(i).send(ANY, 0, i).receiveCorrelationId())
                        .isEqualTo(i);
            }
            try (WireClient fourth = new WireClient(server.port())) {
                assertThat(fourth.closedByServer()).isTrue();
            }
            assertThat(server.broker().noted().refusedConnections).containsExactly("maxConnectionsPerAddress");

            clients.get(0).close();
            Eventually.until("room for another", () -> answers(server));
            for (WireClient client : clients) {
                client.close();
            }
        }
    }

    private static boolean answers(TestServer server) {
        try (WireClient client = new WireClient(server.port())) {
            return client.send(ANY, 0, 1).receiveCorrelationId() == 1;
        } catch (Exception notYet) {
            return false;
        }
    }

    private static boolean hasAnswer(WireClient client) {
        try {
            return client.saysSomethingWithin(5);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void letsConnectionsThatComeTooFastWaitAndServesThem() throws Exception {
        NotedEvents noted = new NotedEvents();
        try (CoreBroker core = CoreBroker.start(noted)) {
            core.vertx()
                    .deployVerticle(KafkaServerVerticle.class.getName(), new DeploymentOptions())
                    .await(60, TimeUnit.SECONDS);
            int port = KafkaServerVerticle.port(core.vertx()).orElseThrow();
            SettingsEdit slowly =
                    new SettingsEdit.Changes(List.of(new SettingChange.Assign("max.connection.creation.rate", "1")));
            core.await(() -> core.broker().settings().alter(new SettingOwner.Node(), slowly, false));

            List<WireClient> clients = new ArrayList<>();
            long lastConnectsNanos = 0;
            while (noted.throttles.size() < LATECOMERS) {
                lastConnectsNanos = System.nanoTime();
                int waiting = noted.throttles.size();
                WireClient client = new WireClient(port).send(ANY, 0, clients.size());
                clients.add(client);
                Eventually.until("it is let in or waits", () -> hasAnswer(client) || noted.throttles.size() > waiting);
            }
            assertThat(clients).as("ten may come at once").hasSizeGreaterThan(10);
            long lastWaitsMillis = noted.lastThrottleMillis;
            assertThat(lastWaitsMillis).isPositive();
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).receiveCorrelationId()).isEqualTo(i);
                clients.get(i).close();
            }
            assertThat(System.nanoTime() - lastConnectsNanos)
                    .as("the last waited for as long as it had to, or longer")
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(lastWaitsMillis));
            assertThat(noted.throttles).containsOnly("connection_creation_rate");
        }
    }

    @Test
    void closesAClientThatSendsAByteNowAndThen() throws Exception {
        try (TestServer server = TestServer.start(limits(1_000, Integer.MAX_VALUE, IDLE_MILLIS), 1);
                WireClient slow = new WireClient(server.port())) {
            slow.send(new byte[] {0, 0, 100, 0});
            WireClient lively = new WireClient(server.port());
            for (boolean open = true; open; ) {
                open = !slow.endedWithin(5);
                if (open) {
                    slow.send(new byte[] {0});
                }
                lively = stillAnswered(lively, server);
            }
            lively.close();
        }
    }

    /** Asks again on the connection that was answered last, or on another one if this thread was itself held up meanwhile. */
    private WireClient stillAnswered(WireClient lively, TestServer server) throws IOException {
        try {
            assertThat(lively.send(ANY, 0, 2).receiveCorrelationId()).isEqualTo(2);
            answeredNanos = System.nanoTime();
            return lively;
        } catch (IOException closed) {
            assertThat(System.nanoTime() - answeredNanos)
                    .as("closed after being idle for so many nanoseconds")
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS / 2));
            lively.close();
            answeredNanos = System.nanoTime();
            return new WireClient(server.port());
        }
    }
}
