package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker killed at any instant keeps what share consumers know to be acknowledged, and loses no record that is not. */
@Timeout(600)
class KillNineShareGroupsIT {

    private static final int RECORDS = 1_000;
    private static final int KILLS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @Test
    void deliversEveryRecordAndNoneAgainThatWasAcknowledged() {
        long seed = System.nanoTime();
        System.out.println("KillNineShareGroupsIT: seed " + seed);
        Random random = new Random(seed);
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data")).withPort(FreePort.belowEphemeral());
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        BrokerProcess broker = BrokerProcess.start(setup);
        try {
            SharedReading.beginAtTheBeginning(clients, "killed");
            NumberedTopic topic = NumberedTopic.create(clients, "killed", 2).write(0, RECORDS);
            Set<Integer> accepted = new HashSet<>();
            Set<Integer> delivered = new HashSet<>();
            int kills = 0;
            try (ShareConsumer<byte[], byte[]> consumer = consumer(clients, topic)) {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (delivered.size() < RECORDS || lag(clients, topic) > 0) {
                    assertThat(System.nanoTime())
                            .as("%d delivered, %d accepted", delivered.size(), accepted.size())
                            .isLessThan(deadline);
                    Map<Integer, Integer> accepting = new HashMap<>();
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                        int number = SharedReading.number(record);
                        assertThat(accepted).as("what was accepted").doesNotContain(number);
                        delivered.add(number);
                        // The last delivery is the last: what is released then is not accepted, but gone.
                        boolean accepts =
                                random.nextInt(5) > 0 || record.deliveryCount().orElseThrow() > 2;
                        consumer.acknowledge(record, accepts ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
                        if (accepts) {
                            accepting.put(number, record.partition());
                        }
                    }
                    boolean kill = kills < KILLS && accepted.size() > (kills + 1) * RECORDS / (KILLS + 2);
                    if (kill) {
                        consumer.commitAsync();
                        broker.kill9();
                        kills++;
                        broker = BrokerProcess.start(setup);
                    }
                    accepted.addAll(known(accepting, consumer.commitSync(Duration.ofSeconds(60))));
                }
            }
            assertThat(kills).isEqualTo(KILLS);
            assertThat(delivered).hasSize(RECORDS);
        } finally {
            broker.close();
        }
    }

    private static ShareConsumer<byte[], byte[]> consumer(KafkaClients clients, NumberedTopic topic) {
        ShareConsumer<byte[], byte[]> consumer = clients.shareConsumer(
                topic.name(),
                "share.acknowledgement.mode",
                "explicit",
                "max.poll.records",
                50,
                "reconnect.backoff.max.ms",
                100);
        consumer.subscribe(List.of(topic.name()));
        return consumer;
    }

    /** The numbers of which the broker has said that they are acknowledged. */
    private static Set<Integer> known(
            Map<Integer, Integer> accepting, Map<TopicIdPartition, Optional<KafkaException>> outcome) {
        Set<Integer> known = new HashSet<>();
        accepting.forEach((number, partition) -> outcome.forEach((of, failure) -> {
            if (of.partition() == partition && failure.isEmpty()) {
                known.add(number);
            }
        }));
        return known;
    }

    private static long lag(KafkaClients clients, NumberedTopic topic) {
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, SharePartitionOffsetInfo> offsets =
                    Topics.await(admin.listShareGroupOffsets(Map.of(topic.name(), new ListShareGroupOffsetsSpec()))
                            .partitionsToOffsetInfo(topic.name()));
            return offsets.values().stream()
                    .mapToLong(info -> info.lag().orElseThrow())
                    .sum();
        }
    }
}
