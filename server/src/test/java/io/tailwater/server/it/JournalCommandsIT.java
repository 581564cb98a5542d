package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for logs at rest where a crash left something in the commit journal that a log's own files have lost. */
@Timeout(240)
class JournalCommandsIT {

    private static final TopicPartition PARTITION = new TopicPartition("kept", 0);
    private static final int MAGIC = 0x7477_636a;
    private static final int JOURNALED = 10;
    private static final int LOST = 3;

    @TempDir
    Path data;

    private int sent;

    @Test
    void verifyTellsWhatTheNextStartGivesBackAndRepairLeavesItToThat() throws Exception {
        fillAndCrash();
        StoredBatches stored = new StoredBatches(data.resolve("kept-0"));
        lose(stored.find(sent - LOST));

        CommandRun verified = CommandRun.of("log", "verify", data);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output())
                .contains("kept-0 ends at offset " + (sent - LOST) + "; offsets up to " + (sent - 1)
                        + " are in commit.journal: the next start of the broker gives them back");

        stored.flip(sent - LOST - 1, StoredBatches.RECORDS_AT);
        Map<Path, String> before = TreeState.of(data);
        CommandRun repaired = CommandRun.of("log", "repair", "--apply", data);
        assertThat(repaired.exitCode()).as(repaired.output()).isEqualTo(1);
        assertThat(repaired.output()).contains("left as it is", "Start the broker once");
        assertThat(TreeState.of(data)).isEqualTo(before);

        try (BrokerProcess broker = BrokerProcess.start(setup())) {
            List<ConsumerRecord<byte[], byte[]>> records =
                    PartitionReader.readAll(new KafkaClients(broker.address()), PARTITION);
            assertThat(records).hasSize(sent);
            for (int i = 0; i < sent; i++) {
                assertThat(records.get(i).value()).isEqualTo(value(i));
            }
            assertThat(broker.terminate()).isZero();
        }
        assertThat(data.resolve("commit.journal")).doesNotExist();
        assertThat(CommandRun.of("log", "verify", data).output()).contains("all is well");
    }

    private BrokerSetup setup() {
        return BrokerSetup.in(data)
                .withConf("{\"storage\": {\"settings\": {\"journalFrom\": \"1\", \"journalBytes\": \"262144\"}}}");
    }

    private void fillAndCrash() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(setup())) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("batch.size", 0)) {
                new Topics(admin).create("kept", 1);
                while (!isJournalUsed()) {
                    send(producer);
                }
                for (int i = 0; i < JOURNALED; i++) {
                    send(producer);
                }
            }
            broker.kill9();
        }
    }

    private boolean isJournalUsed() throws IOException {
        try (RandomAccessFile journal =
                new RandomAccessFile(data.resolve("commit.journal").toFile(), "r")) {
            return journal.length() > 4 && journal.readInt() == MAGIC;
        }
    }

    private void send(Producer<byte[], byte[]> producer) throws Exception {
        SentRecords.await(producer.send(new ProducerRecord<>("kept", value(sent))));
        sent++;
    }

    /** As if nothing from a batch on had been written. */
    private static void lose(StoredBatches.Place place) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            int bytes = (int) file.length() - place.position();
            file.getChannel().write(ByteBuffer.allocate(bytes), place.position());
        }
    }

    private static byte[] value(int i) {
        return ("value " + i).getBytes(StandardCharsets.UTF_8);
    }
}
