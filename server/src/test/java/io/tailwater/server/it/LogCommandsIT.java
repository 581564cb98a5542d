package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for logs at rest, on what a broker has written. */
@Timeout(240)
class LogCommandsIT {

    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);
    private static final int RECORDS = 400;

    @TempDir
    static Path original;

    @TempDir
    Path directory;

    private Path data;
    private StoredBatches stored;

    @BeforeEach
    void copy() throws IOException {
        data = directory.resolve("data");
        stored = new StoredBatches(data.resolve("kept-0"));
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(original)) {
            paths = tree.toList();
        }
        for (Path path : paths) {
            Files.copy(path, data.resolve(original.relativize(path).toString()));
        }
    }

    @BeforeAll
    static void fill() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(original))) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("batch.size", 0, "transactional.id", "t")) {
                new Topics(admin).create("kept", 1, "segment.bytes", "16384", "index.interval.bytes", "500");
                producer.initTransactions();
                producer.beginTransaction();
                SentRecords.await(producer.send(new ProducerRecord<>("kept", value(0))));
                producer.abortTransaction();
                new Topics(admin).awaitNoTransaction(PARTITION);
            }
            try (Producer<byte[], byte[]> producer = clients.producer("batch.size", 0)) {
                for (int i = 2; i < RECORDS; i++) { // one batch each, behind the aborted record and its marker
                    SentRecords.await(producer.send(new ProducerRecord<>("kept", value(i))));
                }
            }
            assertThat(broker.terminate()).isZero();
        }
    }

    @Test
    void verifyIsContentWithWhatABrokerLeft() throws Exception {
        Map<Path, String> before = TreeState.of(data);

        CommandRun verified = CommandRun.of("log", "verify", data);

        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("all is well").contains("logs");
        assertThat(TreeState.of(data)).isEqualTo(before);
    }

    @Test
    void verifyNamesWhatIsWrongFileByFile() throws Exception {
        StoredBatches.Place crc = stored.flip(100, StoredBatches.RECORDS_AT + 2);
        StoredBatches.Place length = stored.flip(200, StoredBatches.LENGTH_AT);
        damageIndexes();

        CommandRun verified = CommandRun.of("log", "verify", data.resolve("kept-0"));

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.output())
                .contains(crc.file().getFileName() + " at " + crc.position() + ": the CRC is wrong where offset 100")
                .contains(length.file().getFileName() + " at " + length.position()
                        + ": there is no batch where offset 200")
                .contains(".index at 0: no batch")
                .contains(".txnindex at 0: no transaction");
    }

    @Test
    void dumpPrintsBatchesRecordsAndMarkers() throws Exception {
        CommandRun text = CommandRun.of("log", "dump", data.resolve("kept-0"), "--records", "--to", "4");
        CommandRun json = CommandRun.of("log", "dump", data.resolve("kept-0"), "--records", "--json", "--from", "399");

        assertThat(text.exitCode()).as(text.output()).isZero();
        assertThat(text.output())
                .contains("baseOffset: 0 lastOffset: 0 count: 1")
                .contains("endTxnMarker: ABORT")
                .contains("payload: " + new String(value(3), StandardCharsets.UTF_8))
                .doesNotContain("baseOffset: 4 ");
        List<JsonObject> lines = json.output().lines().map(JsonObject::new).toList();
        assertThat(lines).extracting(line -> line.getString("kind")).containsExactly("batch", "record");
        assertThat(lines.get(1).getString("value")).isEqualTo(new String(value(399), StandardCharsets.UTF_8));
    }

    @Test
    void repairTakesOutWhatIsDamagedAndKeepsItWhenToldTo() throws Exception {
        StoredBatches.Place crc = stored.flip(100, StoredBatches.RECORDS_AT + 2);
        byte[] taken = new byte[crc.sizeInBytes()];
        System.arraycopy(Files.readAllBytes(crc.file()), crc.position(), taken, 0, taken.length);
        stored.flip(200, StoredBatches.LENGTH_AT);
        damageIndexes();
        Map<Path, String> before = TreeState.of(data);

        CommandRun dry = CommandRun.of("log", "repair", data);
        assertThat(dry.exitCode()).isEqualTo(1);
        assertThat(dry.output())
                .contains("would take " + taken.length + " bytes")
                .contains("Nothing was changed");
        assertThat(TreeState.of(data)).isEqualTo(before);

        CommandRun repaired = CommandRun.of("log", "repair", data, "--apply");
        assertThat(repaired.exitCode()).as(repaired.output()).isZero();
        assertThat(Files.readAllBytes(Path.of(crc.file() + ".removed-" + crc.position())))
                .isEqualTo(taken);
        assertThat(CommandRun.of("log", "verify", data).exitCode()).isZero();
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            List<String> values = PartitionReader.readAll(new KafkaClients(broker.address()), PARTITION).stream()
                    .filter(record -> record.offset() > 1)
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .toList();
            List<String> expected = new ArrayList<>();
            for (int i = 2; i < RECORDS; i++) {
                if (i != 100 && i != 200) {
                    expected.add(new String(value(i), StandardCharsets.UTF_8));
                }
            }
            assertThat(values).isEqualTo(expected);
        }
    }

    /** Retention goes by the file's time where records have none. */
    @Test
    void repairMakesNothingYounger() throws Exception {
        StoredBatches.Place crc = stored.flip(100, StoredBatches.RECORDS_AT + 2);
        FileTime longAgo = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
        Files.setLastModifiedTime(crc.file(), longAgo);

        assertThat(CommandRun.of("log", "repair", data, "--apply").exitCode()).isZero();

        assertThat(Path.of(crc.file() + ".removed-" + crc.position())).exists();
        assertThat(Files.getLastModifiedTime(crc.file())).isEqualTo(longAgo);
    }

    @Test
    void indexMakesIndexesAnew() throws Exception {
        damageIndexes();

        assertThat(CommandRun.of("log", "index", data.resolve("kept-0")).exitCode())
                .isZero();

        CommandRun verified = CommandRun.of("log", "verify", data);
        assertThat(verified.output()).doesNotContain(".index at").doesNotContain(".timeindex at");
    }

    @Test
    void leavesARunningBrokersFilesAlone() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            assertThat(broker.running()).isTrue();

            CommandRun repair = CommandRun.of("log", "repair", data, "--apply");

            assertThat(repair.exitCode()).isEqualTo(3);
            assertThat(repair.output().lines()).singleElement().asString().contains("in use", "stop it");
            assertThat(CommandRun.of("log", "verify", data).exitCode()).isZero();
        }
    }

    @Test
    void saysInOneSentenceWhatIsNoDataDirectory() throws Exception {
        for (Object nothing :
                List.of(directory.resolve("missing"), Files.createDirectory(directory.resolve("empty")))) {
            CommandRun run = CommandRun.of("log", "verify", nothing);
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.output().lines()).singleElement().asString().contains("name a data directory");
        }
    }

    private void damageIndexes() throws Exception {
        try (var entries = Files.list(data.resolve("kept-0"))) {
            for (Path file : entries.toList()) {
                String name = file.toString();
                if (name.endsWith(".index") || name.endsWith(".txnindex")) {
                    byte[] bytes = Files.readAllBytes(file);
                    if (bytes.length > 0) {
                        bytes[name.endsWith(".txnindex") ? 25 : 7] ^= 0x10;
                        Files.write(file, bytes);
                    }
                }
            }
        }
    }

    private static byte[] value(int number) {
        return ("record number " + number + " of this test").getBytes(StandardCharsets.UTF_8);
    }
}
