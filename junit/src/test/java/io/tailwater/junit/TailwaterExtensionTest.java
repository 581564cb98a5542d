package io.tailwater.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tailwater.server.Tailwater;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

@Timeout(180)
class TailwaterExtensionTest {

    @RegisterExtension
    static final TailwaterExtension kafka = TailwaterExtension.create();

    @Test
    void isABrokerForKafkaClientsAndBrowsers() throws Exception {
        KafkaClient.produce(kafka.bootstrapServers(), "orders", "one");

        assertThat(KafkaClient.consume(kafka.bootstrapServers(), "orders")).containsExactly("one");
        HttpRequest request = HttpRequest.newBuilder(kafka.httpAddress().resolve("/v1/topics/orders"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void isWhereItWasWithWhatItHadWhenItIsStartedAgain() throws Exception {
        String before = kafka.bootstrapServers();
        KafkaClient.produce(before, "kept", "one");

        kafka.restart();

        assertThat(kafka.bootstrapServers()).isEqualTo(before);
        assertThat(KafkaClient.consume(before, "kept")).containsExactly("one");
    }

    @Nested
    class InANestedClass {

        @Test
        void isTheOneOfTheClassAround() {
            int running = kafka.tailwater().kafkaPort();

            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + running);
        }
    }

    @Test
    void isGoneWithItsDirectoryAfterTheLastTest() throws IOException {
        Seen.clear();

        run(OneForAll.class);

        assertThat(Seen.connections).hasSize(2);
        assertThat(Seen.directories).hasSize(1).allMatch(Files::notExists);
        assertEverybodyWasPutOut();
        assertThatThrownBy(OneForAll.broker::tailwater)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only while tests do");
    }

    @Test
    void isAnotherForEachTestWhereTheInstanceHasIt() throws IOException {
        Seen.clear();

        run(OneForEach.class);

        assertThat(Seen.connections).hasSize(2);
        assertThat(Seen.directories).hasSize(2).doesNotHaveDuplicates().allMatch(Files::notExists);
        assertEverybodyWasPutOut();
    }

    @Test
    void isGivenToTestsThatNameIt() throws IOException {
        Seen.clear();

        run(AsParameter.class);

        assertThat(Seen.connections).hasSize(1);
        assertEverybodyWasPutOut();
    }

    private static void run(Class<?> tests) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.failed(0).aborted(0));
    }

    private static void assertEverybodyWasPutOut() throws IOException {
        for (Socket connection : Seen.connections) {
            try (connection) {
                assertThat(wasPutOut(connection)).isTrue();
            }
        }
    }

    /** Who was not even let in yet, because the broker had no time for it before it stopped, is told in another way. */
    private static boolean wasPutOut(Socket connection) throws IOException {
        try {
            return connection.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** What the classes below saw, one entry for each of their tests. */
    private static final class Seen {

        private static final List<Socket> connections = new CopyOnWriteArrayList<>();
        private static final List<Path> directories = new CopyOnWriteArrayList<>();

        static void clear() {
            connections.clear();
            directories.clear();
        }

        static TailwaterExtension broker() {
            return TailwaterExtension.with(config -> {
                directories.add(config.storage().directory());
                return config;
            });
        }

        static void connect(Tailwater broker) throws IOException {
            connections.add(new Socket(InetAddress.getLoopbackAddress(), broker.kafkaPort()));
        }
    }

    static final class OneForAll {

        @RegisterExtension
        static final TailwaterExtension broker = Seen.broker();

        @Test
        void first() throws IOException {
            Seen.connect(broker.tailwater());
        }

        @Test
        void second() throws IOException {
            Seen.connect(broker.tailwater());
        }
    }

    static final class OneForEach {

        @RegisterExtension
        final TailwaterExtension broker = Seen.broker();

        @Test
        void first() throws IOException {
            Seen.connect(broker.tailwater());
        }

        @Test
        void second() throws IOException {
            Seen.connect(broker.tailwater());
        }
    }

    @ExtendWith(TailwaterExtension.class)
    static final class AsParameter {

        @Test
        void first(Tailwater tailwater) throws IOException {
            Seen.connect(tailwater);
        }
    }
}
