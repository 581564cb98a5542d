package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java consumers commit is there when they ask for it, in the same process, in another, and after a crash. */
@Timeout(300)
class CommittedOffsetsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    Path directory;

    @Test
    void keepsWhatIsCommittedAtOnceAndLater() throws Exception {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "committed-offsets", 2).write(0, 100);
        Map<TopicPartition, OffsetAndMetadata> first =
                Map.of(topic.partition(0), new OffsetAndMetadata(17, Optional.of(0), "so far"));
        Map<TopicPartition, OffsetAndMetadata> second = Map.of(topic.partition(1), new OffsetAndMetadata(18));
        try (Consumer<byte[], byte[]> consumer = consumer("commits")) {
            consumer.assign(topic.all());
            consumer.commitSync(first);
            CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> told = new CompletableFuture<>();
            consumer.commitAsync(second, (offsets, failure) -> {
                if (failure == null) {
                    told.complete(offsets);
                } else {
                    told.completeExceptionally(failure);
                }
            });
            while (!told.isDone()) {
                consumer.poll(Duration.ofMillis(100));
            }
            assertThat(told.get(1, TimeUnit.SECONDS)).isEqualTo(second);
        }
        try (Consumer<byte[], byte[]> consumer = consumer("commits")) {
            assertThat(consumer.committed(topic.all()))
                    .containsEntry(topic.partition(0), first.get(topic.partition(0)))
                    .containsEntry(topic.partition(1), new OffsetAndMetadata(18, Optional.empty(), ""));
            consumer.assign(topic.all());
            assertThat(consumer.position(topic.partition(0))).isEqualTo(17);
        }
        try (Consumer<byte[], byte[]> consumer = consumer("somebody-else")) {
            assertThat(consumer.committed(topic.all()))
                    .containsOnlyKeys(topic.all())
                    .containsValues(null, null);
        }
    }

    @Test
    void refusesMetadataThatIsTooLarge() {
        NumberedTopic topic = NumberedTopic.create(BROKER.clients(), "large-metadata", 1);
        try (Consumer<byte[], byte[]> consumer = consumer("large-metadata")) {
            TopicPartition partition = topic.partition(0);
            assertThatThrownBy(() ->
                            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1, "x".repeat(4_097)))))
                    .isInstanceOf(OffsetMetadataTooLarge.class);
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1, "x".repeat(4_096))));
            assertThat(consumer.committed(Set.of(partition)).get(partition).metadata())
                    .hasSize(4_096);
        }
    }

    @Test
    void continuesWhereAutomaticCommitsLeftOff() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "automatic", 1).write(0, 100);
        List<Integer> read = new ArrayList<>();
        for (int round = 1; round <= 2; round++) {
            try (Consumer<byte[], byte[]> consumer =
                    consumer("automatic", "enable.auto.commit", true, "auto.offset.reset", "earliest")) {
                consumer.subscribe(List.of(topic.name()));
                readInto(read, consumer, round * 100);
            }
            topic.write(100, 200);
        }
        assertThat(read).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void startsWhereItIsToldToWhenNothingIsCommitted() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "uncommitted", 1).write(0, 10);
        try (Consumer<byte[], byte[]> none = consumer("uncommitted", "auto.offset.reset", "none")) {
            none.subscribe(List.of(topic.name()));
            assertThatThrownBy(() -> readInto(new ArrayList<>(), none, 1))
                    .isInstanceOf(NoOffsetForPartitionException.class);
        }
        try (Consumer<byte[], byte[]> latest = consumer("uncommitted", "auto.offset.reset", "latest")) {
            latest.assign(topic.all());
            assertThat(latest.position(topic.partition(0))).isEqualTo(10);
        }
    }

    @Test
    void seeksByTimeAndCommitsThere() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "by-time", 1).write(0, 100);
        TopicPartition partition = topic.partition(0);
        try (Consumer<byte[], byte[]> consumer = consumer("by-time", "auto.offset.reset", "earliest")) {
            consumer.subscribe(List.of(topic.name()));
            readInto(new ArrayList<>(), consumer, 100);
            long offset = consumer.offsetsForTimes(Map.of(partition, 40L))
                    .get(partition)
                    .offset();
            consumer.seek(partition, offset);
            List<Integer> again = new ArrayList<>();
            readInto(again, consumer, 60);
            assertThat(again).startsWith(40).endsWith(99);
            consumer.seek(partition, offset);
            consumer.commitSync();
            assertThat(consumer.committed(Set.of(partition)).get(partition).offset())
                    .isEqualTo(40);
        }
    }

    @Test
    void aPausedMemberStaysAndReadsOnLater() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "paused", 2).write(0, 100);
        try (Consumer<byte[], byte[]> consumer = consumer("paused", "auto.offset.reset", "earliest")) {
            consumer.subscribe(List.of(topic.name()));
            readInto(new ArrayList<>(), consumer, 100);
            consumer.pause(Set.of(topic.partition(0)));
            topic.write(100, 200);
            List<Integer> others = new ArrayList<>();
            readInto(others, consumer, 50);
            assertThat(others).allMatch(number -> number % 2 == 1);
            consumer.resume(Set.of(topic.partition(0)));
            List<Integer> held = new ArrayList<>();
            readInto(held, consumer, 50);
            assertThat(held).allMatch(number -> number % 2 == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void survivesKillNineWithItsMembers(String protocol) {
        BrokerSetup setup = BrokerSetup.in(directory.resolve(protocol)).withPort(FreePort.belowEphemeral());
        KafkaClients clients = new KafkaClients("127.0.0.1:" + setup.port());
        Progress progress = new Progress();
        BrokerProcess broker = BrokerProcess.start(setup);
        try {
            NumberedTopic topic = NumberedTopic.create(clients, "outlived", 4).write(0, 500);
            try (GroupMember first = GroupMember.of(member(clients, protocol), progress, topic.name());
                    GroupMember second = GroupMember.of(member(clients, protocol), progress, topic.name())) {
                for (int killed = 1; killed <= 3; killed++) {
                    int read = killed * 500;
                    progress.await(
                            read + " are committed",
                            () -> first.committed().size() + second.committed().size() >= read);
                    broker.kill9();
                    broker = BrokerProcess.start(setup);
                    topic.write(read, read + 500);
                }
                progress.await(
                        "all is committed",
                        () -> first.committed().size() + second.committed().size() >= 2_000);
                List<Integer> all = new ArrayList<>(first.read());
                all.addAll(second.read());
                assertThat(all).hasSize(2_000).doesNotHaveDuplicates();
            }
            try (Consumer<byte[], byte[]> asking = clients.consumer("group.id", "outliving")) {
                assertThat(asking.committed(topic.all()).values())
                        .extracting(OffsetAndMetadata::offset)
                        .containsOnly(500L);
            }
        } finally {
            broker.close();
        }
    }

    private static Consumer<byte[], byte[]> member(KafkaClients clients, String protocol) {
        return clients.consumer(
                "group.protocol",
                protocol,
                "group.id",
                "outliving",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "reconnect.backoff.max.ms",
                100);
    }

    private static Consumer<byte[], byte[]> consumer(String group, Object... settings) {
        List<Object> all = new ArrayList<>(List.of("group.id", group, "enable.auto.commit", false));
        all.addAll(List.of(settings));
        return BROKER.clients().consumer(all.toArray());
    }

    /** Reads until there are so many numbers. */
    private static void readInto(List<Integer> numbers, Consumer<byte[], byte[]> consumer, int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (numbers.size() < count) {
            assertThat(System.nanoTime() - deadline)
                    .as("only %d of %d numbers", numbers.size(), count)
                    .isNegative();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                numbers.add(Integer.valueOf(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
    }
}
