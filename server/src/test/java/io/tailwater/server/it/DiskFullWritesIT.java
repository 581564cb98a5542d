package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of write on a disk that has little or no room, by a real broker process: done, or refused with an error of Kafka's;
 * the broker lives and serves reads, and everything works again, by itself, when there is room. Needs the right to mount a
 * small file system.
 */
@Timeout(240)
class DiskFullWritesIT {

    private static final TopicPartition FILLED = new TopicPartition("filled", 0);
    private static final int[] ROOM = {0, 0, 4_096, 100_000, 1_500_000, 5_000_000};

    @TempDir
    Path directory;

    private Path disk;
    private final List<String> acknowledged = new ArrayList<>();
    private final Random random = new Random(31);
    private int made;
    private long committed;
    private int transactions;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                exitCode("mount", "-t", "tmpfs", "-o", "size=96m", "tailwater-it", disk.toString()) == 0,
                "not allowed to mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        exitCode("umount", disk.toString());
    }

    @Test
    void isDoneOrRefusedWhenThereIsNoRoomAndWorksAgainWhenThereIs() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup("mmap"))) {
            fillAgainAndAgain(broker, 0);
            assertThat(broker.terminate()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.tailwater.server.it.Engines#names")
    @Tag("thorough")
    void isDoneOrRefusedWithAnyRoomAndHeldThroughAKillAndAStartWithoutRoom(String engine) throws Exception {
        BrokerSetup setup = setup(engine);
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = fillAgainAndAgain(broker, ROOM);
            awaitSpareSpace();
            leave(0);
            isRefused(writes(clients).get("a record"), broker);
            broker.kill9();
        }
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            assertHoldsAll(clients);
            Files.delete(disk.resolve("ballast"));
            everyKindWorks(clients, broker);
            assertHoldsAll(clients);
            assertThat(broker.terminate()).isZero();
        }
    }

    private BrokerSetup setup(String engine) {
        return BrokerSetup.in(disk.resolve("data"))
                .withEngine(engine)
                .withConf("{\"storage\": {\"checkpointIntervalMillis\": 1000}}");
    }

    private KafkaClients fillAgainAndAgain(BrokerProcess broker, int... rooms) throws Exception {
        KafkaClients clients = new KafkaClients(broker.address());
        try (Admin admin = clients.admin()) {
            new Topics(admin).create("filled", 1, "segment.bytes", "300000");
        }
        everyKindWorks(clients, broker);
        for (int room : rooms) {
            Awaitility.await("something is refused") // What was deleted makes room a little later.
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> refusedWith(room, clients, broker) > 0 || room > 0);
            assertHoldsAll(clients);
            Files.delete(disk.resolve("ballast"));
            everyKindWorks(clients, broker);
        }
        return clients;
    }

    private int refusedWith(int room, KafkaClients clients, BrokerProcess broker) throws Exception {
        leave(room);
        int refused = 0;
        for (Callable<?> write : writes(clients).values()) {
            refused += isRefused(write, broker) ? 1 : 0;
        }
        return refused;
    }

    private Map<String, Callable<?>> writes(KafkaClients clients) {
        Map<String, Callable<?>> writes = new LinkedHashMap<>();
        writes.put("a record", () -> send(clients, 200));
        writes.put("a large record", () -> send(clients, 150_000));
        writes.put("a committed offset", () -> commit(clients));
        writes.put("a transaction", () -> transact(clients));
        writes.put("a topic", () -> administer(clients, this::createTopic));
        writes.put("a setting", () -> administer(clients, DiskFullWritesIT::changeSetting));
        writes.put("a deletion of records", () -> administer(clients, DiskFullWritesIT::deleteNoRecords));
        writes.put("a deletion of a topic", () -> administer(clients, this::deleteTopics));
        return writes;
    }

    private void everyKindWorks(KafkaClients clients, BrokerProcess broker) {
        writes(clients)
                .forEach((kind, write) ->
                        Awaitility.await(kind).atMost(60, TimeUnit.SECONDS).until(() -> !isRefused(write, broker)));
    }

    /** Anything but an error of Kafka's fails the test, and so does a broker that is gone. */
    private static boolean isRefused(Callable<?> write, BrokerProcess broker) throws Exception {
        boolean refused = false;
        try {
            write.call();
        } catch (KafkaException e) {
            refused = true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(KafkaException.class);
            refused = true;
        }
        assertThat(broker.running()).as(broker.output()).isTrue();
        return refused;
    }

    private Object send(KafkaClients clients, int bytes) throws Exception {
        String value = acknowledged.size() + " " + "x".repeat(bytes) + random.nextInt();
        try (Producer<byte[], byte[]> producer = clients.producer(
                "retries", 0, "enable.idempotence", false, "max.block.ms", 5_000, "request.timeout.ms", 5_000)) {
            producer.send(new ProducerRecord<>("filled", value.getBytes(StandardCharsets.UTF_8)))
                    .get(130, TimeUnit.SECONDS);
            acknowledged.add(value);
        }
        return value;
    }

    private Object commit(KafkaClients clients) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "g", "enable.auto.commit", false)) {
            consumer.commitSync(Map.of(FILLED, new OffsetAndMetadata(committed + 1)), Duration.ofSeconds(5));
            committed++;
        }
        return committed;
    }

    /** Each by an id of its own: what a refused one left open must not be in the way. */
    private Object transact(KafkaClients clients) throws Exception {
        String value = "transaction " + transactions;
        try (Producer<byte[], byte[]> producer = clients.producer(
                "transactional.id",
                "id-" + transactions++,
                "max.block.ms",
                5_000,
                "delivery.timeout.ms",
                5_000,
                "request.timeout.ms",
                4_000,
                "transaction.timeout.ms",
                2_000)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("filled", value.getBytes(StandardCharsets.UTF_8)))
                    .get(130, TimeUnit.SECONDS);
            producer.commitTransaction();
            acknowledged.add(value);
        }
        return value;
    }

    /** What an admin client does, with little patience. */
    private interface Administration {
        void by(Admin admin) throws Exception;
    }

    private static Object administer(KafkaClients clients, Administration administration) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                clients.address(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                4_000))) {
            administration.by(admin);
        }
        return true;
    }

    private void createTopic(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic("made-" + made++, 1, (short) 1)))
                .all()
                .get();
    }

    private void deleteTopics(Admin admin) throws Exception {
        Set<String> topics = admin.listTopics().names().get();
        admin.deleteTopics(
                        topics.stream().filter(name -> name.startsWith("made-")).toList())
                .all()
                .get();
    }

    private static void changeSetting(Admin admin) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, "filled"),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("index.interval.bytes", "4096"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static void deleteNoRecords(Admin admin) throws Exception {
        admin.deleteRecords(Map.of(FILLED, RecordsToDelete.beforeOffset(0)))
                .all()
                .get();
    }

    /** A checkpoint takes again what was given up while the disk was full: a start on a full disk needs it. */
    private void awaitSpareSpace() {
        Awaitility.await("spare space").atMost(30, TimeUnit.SECONDS).until(() -> {
            try (Stream<Path> files = Files.walk(disk.resolve("data"))) {
                return files.anyMatch(file -> file.getFileName().toString().startsWith("spare-space")
                        && file.toFile().length() >= 1 << 20);
            } catch (UncheckedIOException changed) {
                return false;
            }
        });
    }

    /** Writes a file of the test's own until so much room is left. */
    private void leave(long bytes) throws IOException {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(disk.resolve("ballast"))) {
            while (Files.getFileStore(disk).getUsableSpace() > bytes) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(bytes).as(full.getMessage()).isZero();
        }
    }

    /** Acknowledged values in their order, perhaps among others whose answer was a refusal. */
    private void assertHoldsAll(KafkaClients clients) {
        List<String> held;
        try (Consumer<byte[], byte[]> consumer = clients.consumer()) {
            held = PartitionReader.readAll(consumer, List.of(FILLED)).get(FILLED).stream()
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .toList();
        }
        assertThat(held).containsSubsequence(acknowledged);
        try (Consumer<byte[], byte[]> consumer = clients.consumer("group.id", "g")) {
            assertThat(consumer.committed(Set.of(FILLED)).get(FILLED).offset()).isBetween(committed, committed + 1);
        }
    }

    private static int exitCode(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException absent) {
            return -1;
        }
    }
}
