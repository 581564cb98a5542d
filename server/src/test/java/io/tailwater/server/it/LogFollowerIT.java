package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.storage.chronicle.LogFollower;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** This process follows a log that a broker in another writes, without asking it. */
@Timeout(240)
class LogFollowerIT {

    private static final TopicPartition PARTITION = new TopicPartition("followed", 0);

    @TempDir
    Path directory;

    private final ByteBuffer batches = ByteBuffer.allocate(1 << 20);
    private final List<byte[]> followed = new ArrayList<>();

    @Test
    void seesWhatConsumersSeeWhileTheBrokerIsKilledAndStartedAgain() throws Exception {
        BrokerSetup setup = BrokerSetup.in(directory).withEngine("chronicle");
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            produce(broker, 1);
            try (LogFollower follower = follow()) {
                followTo(follower, 1000);
                produce(broker, 2);
                broker.kill9();
                followTo(follower, 2000);
                try (BrokerProcess restarted = BrokerProcess.start(setup)) {
                    produce(restarted, 3);
                    followTo(follower, 3000);
                    assertThat(followed).containsExactlyElementsOf(consumed(restarted));
                }
            }
        }
    }

    private LogFollower follow() throws Exception {
        return LogFollower.open(directory, PARTITION.topic(), PARTITION.partition());
    }

    private static void produce(BrokerProcess broker, long seed) {
        KafkaClients clients = new KafkaClients(broker.address());
        try (Producer<byte[], byte[]> producer = clients.producer("batch.size", 2_000, "compression.type", "lz4")) {
            SentRecords.send(producer, new SampleRecords(seed).of(PARTITION.topic(), 1, 1000));
        }
    }

    private void followTo(LogFollower follower, long offset) throws Exception {
        while (follower.position() < offset) {
            if (follower.poll(batches.clear()) == 0) {
                Thread.onSpinWait();
            }
            for (Record record :
                    MemoryRecords.readableRecords(batches.duplicate().flip()).records()) {
                followed.add(Utils.toNullableArray(record.value()));
            }
        }
    }

    private static List<byte[]> consumed(BrokerProcess broker) {
        return PartitionReader.readAll(new KafkaClients(broker.address()), PARTITION).stream()
                .map(ConsumerRecord::value)
                .toList();
    }
}
