package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is stopped and started again on the same directory is the same broker. */
@Timeout(300)
class RestartIT {

    @TempDir
    Path directory;

    @Test
    void keepsEverythingOverACleanStop() {
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data"));
        SentRecords sent;
        String before;
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            KafkaClients clients = new KafkaClients(broker.address());
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer("compression.type", "lz4")) {
                new Topics(admin).create("kept", 5, "segment.bytes", "100000", "retention.ms", "-1");
                sent = SentRecords.send(producer, new SampleRecords(3).of("kept", 5, 4_000));
                before = description(admin);
            }
            broker.terminate();
        }

        for (int restart = 0; restart < 2; restart++) {
            try (BrokerProcess broker = BrokerProcess.start(setup)) {
                KafkaClients clients = new KafkaClients(broker.address());
                sent.assertAreAll(PartitionReader.readAll(clients, sent.partitions()));
                try (Admin admin = clients.admin()) {
                    assertThat(description(admin)).isEqualTo(before);
                }
                broker.terminate();
            }
        }
    }

    @Test
    void letsAnIdempotentProducerContinueOverRestarts() {
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data")).withPort(FreePort.belowEphemeral());
        TopicPartition partition = new TopicPartition("continued", 0);
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        BrokerProcess broker = BrokerProcess.start(setup);
        try (Producer<byte[], byte[]> producer =
                clients.producer("batch.size", 2_000, "reconnect.backoff.max.ms", 100)) {
            for (int restart = 0; restart < 4; restart++) {
                for (int i = 0; i < 3_000; i++) {
                    byte[] value = ByteBuffer.allocate(4)
                            .putInt(acknowledgements.size())
                            .array();
                    acknowledgements.add(producer.send(new ProducerRecord<>("continued", 0, null, value)));
                }
                SentRecords.await(acknowledgements.get(acknowledgements.size() - 2_000));
                broker.terminate();
                broker = BrokerProcess.start(setup);
            }
            producer.flush();

            List<ConsumerRecord<byte[], byte[]>> read = PartitionReader.readAll(clients, partition);

            assertThat(read.stream()
                            .map(record -> ByteBuffer.wrap(record.value()).getInt())
                            .toList())
                    .isEqualTo(
                            IntStream.range(0, acknowledgements.size()).boxed().toList());
            for (int i = 0; i < acknowledgements.size(); i++) {
                assertThat(SentRecords.await(acknowledgements.get(i)).offset()).isEqualTo(i);
            }
        } finally {
            broker.close();
        }
    }

    /** All that clients can see of topics: ids, settings, offsets and leader epochs. */
    private static String description(Admin admin) {
        TopicDescription topic = Topics.await(
                        admin.describeTopics(List.of("kept")).allTopicNames())
                .get("kept");
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "kept");
        var settings = Topics.await(admin.describeConfigs(List.of(resource)).all()).get(resource).entries().stream()
                .map(entry -> entry.name() + "=" + entry.value() + " from " + entry.source())
                .sorted()
                .toList();
        var ends = topic.partitions().stream()
                .map(info -> new TopicPartition("kept", info.partition()))
                .map(partition -> new Topics(admin).offset(partition, OffsetSpec.latest()))
                .map(end -> end.offset() + " in epoch " + end.leaderEpoch())
                .toList();
        return Topics.await(admin.describeCluster().clusterId()) + " " + topic.topicId() + " " + settings + " " + ends;
    }
}
