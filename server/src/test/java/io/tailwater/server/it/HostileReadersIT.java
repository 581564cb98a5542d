package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
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

/** Clients that ask and do not read, come in thousands, or vanish cost the broker a fixed amount. */
@Timeout(240)
class HostileReadersIT {

    private static final long MEGABYTE = 1 << 20;
    private static final int UNREAD_ANSWERS = 100;
    private static final int REQUESTS_AT_ONCE = 10;
    private static final int BATCH_BYTES = 1_000_000;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.alone();

    private final List<RawConnection> connections = new ArrayList<>();
    private Bystander bystander;
    private ProcessVitals vitals;

    @BeforeEach
    void measure() throws IOException {
        assumeTrue(ProcessVitals.available(), "needs /proc");
        vitals = new ProcessVitals(BROKER.process().pid());
        bystander = Bystander.beside(BROKER);
        bystander.worksOn(200);
    }

    @AfterEach
    void leave() throws IOException {
        bystander.worksOn(3);
        for (RawConnection connection : connections) {
            connection.close();
        }
        bystander.close();
    }

    @Test
    void spendsAFixedAmountOnReadersThatDoNotRead() throws IOException {
        createTopic("unread", 1);
        fill("unread", 60);
        long before = vitals.anonymousBytes();

        for (int i = 0; i < 10; i++) {
            RawConnection connection = connect();
            for (int fetch = 0; fetch < 100; fetch++) {
                connection.send(ApiKeys.FETCH, 12, Requests.fetch("unread", fetch % 60, BATCH_BYTES));
            }
            bystander.worksOn(10);
        }
        bystander.worksOn(200);

        assertThat(vitals.anonymousBytes() - before).isLessThan(48 * MEGABYTE);
        for (int fetch = 0; fetch < 100; fetch++) {
            ByteBuffer frame = connections.get(0).receiveFrame().orElseThrow();
            assertThat(frame.getInt(0)).as("correlation id").isEqualTo(fetch + 1);
            FetchResponseData response = Frames.response(ApiKeys.FETCH, 12, frame, FetchResponseData.class);
            var partition = response.responses().get(0).partitions().get(0);
            assertThat(Errors.forCode(partition.errorCode())).isEqualTo(Errors.NONE);
            assertThat(partition.records().sizeInBytes()).isGreaterThan(BATCH_BYTES / 2);
        }
    }

    @Test
    void stopsReadingRequestsOfAClientThatReadsNoResponses() throws Exception {
        createTopic("wide", 300);
        long before = vitals.anonymousBytes();
        RawConnection flooding = connect();
        Thread flood = new Thread(() -> sendMetadataRequests(flooding, 40_000), "flood");
        flood.setDaemon(true);
        flood.start();

        bystander.worksOn(500);

        assertThat(vitals.anonymousBytes() - before).isLessThan(48 * MEGABYTE);
        flooding.reset();
        flood.join();
    }

    @Test
    void holdsThousandsOfIdleConnections() throws IOException {
        assumeTrue(openFilesAllowed() > 3_200, "needs that many open files, of the test and of the broker");
        int count = 3_000;
        long before = vitals.anonymousBytes();
        for (int i = 0; i < count; i++) {
            RawConnection connection = connect();
            if (i % 100 == 0) {
                connection.leaderEpoch(new TopicPartition("bystander", 0));
                bystander.worksOn(1);
            }
        }
        connections.get(count - 1).topicId("bystander");
        long each = (vitals.anonymousBytes() - before) / count;
        System.out.println("HostileReadersIT: " + each + " bytes of anonymous memory for an idle connection");
        assertThat(each).isLessThan(16_000);
    }

    private static long openFilesAllowed() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Together they would hold more than the heap has; those of events come back with their last id when they are cut off. */
    @ParameterizedTest
    @ValueSource(strings = {"tail?from=earliest", "records?limit=10000"})
    void cutsOffReadersOfRecordsThatDoNotRead(String path) throws IOException {
        String topic = "unread-" + path.replaceAll("\\W.*", "");
        createTopic(topic, 1);
        fill(topic, 300, 20_000);
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < UNREAD_ANSWERS; i++) {
                readers.add(ask("/v1/topics/" + topic + "/" + path));
                bystander.worksOn(1);
            }
            while (readers.stream().noneMatch(HostileReadersIT::isCutOff)) {
                bystander.worksOn(5);
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    /** What is sent to a connection that is closed is answered by a reset, and the next cannot be sent. */
    private static boolean isCutOff(Socket socket) {
        try {
            socket.getOutputStream().write('\n');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static Socket ask(String path) throws IOException {
        String[] address = BROKER.process().httpAddress().split(":", -1);
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.repeat(REQUESTS_AT_ONCE).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void releasesWhatVanishedClientsHeld() throws IOException {
        createTopic("vanished", 1);
        fill("vanished", 20);
        long sockets = vitals.openSockets();
        for (int round = 0; round < 150; round++) {
            RawConnection connection = RawConnection.to(BROKER.address());
            switch (round % 4) {
                case 0 ->
                    connection.send(
                            ApiKeys.FETCH,
                            12,
                            Requests.fetch("vanished", 20, BATCH_BYTES).setMaxWaitMs(3_600_000));
                case 1 -> {
                    for (int i = 0; i < 20; i++) {
                        connection.send(ApiKeys.FETCH, 12, Requests.fetch("vanished", i, BATCH_BYTES));
                    }
                }
                case 2 ->
                    connection.send(Frames.request(ApiKeys.PRODUCE, 12, 1, Requests.produceTo("vanished", 0))
                            .slice(0, 60));
                default -> connection.send(ApiKeys.PRODUCE, 12, Requests.produceTo("vanished", 0));
            }
            connection.reset();
        }
        // Each round trip gives the broker time to notice; the time limit of the test ends it when it never does.
        while (vitals.openSockets() > sockets) {
            bystander.worksOn(5);
        }
    }

    private void createTopic(String name, int partitions) {
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).create(name, partitions);
        }
    }

    private void fill(String topic, int batches) throws IOException {
        fill(topic, batches, BATCH_BYTES);
    }

    private void fill(String topic, int batches, int batchBytes) throws IOException {
        RawConnection connection = connect();
        for (int i = 0; i < batches; i++) {
            ProduceResponseData response = connection.exchange(
                    ApiKeys.PRODUCE,
                    12,
                    Requests.produce(topic, 0, Batches.ofSize(batchBytes)).setAcks((short) 1),
                    ProduceResponseData.class);
            assertThat(Requests.error(response)).isEqualTo(Errors.NONE);
        }
        connection.close();
        connections.remove(connection);
    }

    private static void sendMetadataRequests(RawConnection connection, int count) {
        try {
            for (int i = 0; i < count; i++) {
                connection.send(ApiKeys.METADATA, 12, new MetadataRequestData().setTopics(null));
            }
        } catch (IOException reset) {
            // The test ends it.
        }
    }

    private RawConnection connect() throws IOException {
        RawConnection connection = RawConnection.to(BROKER.address());
        connections.add(connection);
        return connection;
    }
}
