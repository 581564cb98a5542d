package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code start --demo} makes a stream that any client reads, goes on after a restart, and stops in order with the broker. */
@Timeout(240)
class DemoIT {

    @TempDir
    Path directory;

    @Test
    void producesToItsTopicsStopsInOrderAndGoesOn() {
        BrokerSetup setup = BrokerSetup.in(directory.resolve("data")).withOption("--demo");
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            readsFromEveryTopic(broker);
            followsTheOrdersAsAGroup(broker);

            assertThat(broker.terminate()).as(broker.output()).isZero();
            assertThat(broker.outputBesidesStalls()).doesNotContain("WARN", "ERROR", "\tat ");
        }
        try (BrokerProcess broker = BrokerProcess.start(setup)) {
            broker.awaitLine("the last stop was clean");
            readsFromEveryTopic(broker);
        }
    }

    private static void followsTheOrdersAsAGroup(BrokerProcess broker) {
        try (Admin admin = new KafkaClients(broker.address()).admin()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreException(ExecutionException.class)
                    .untilAsserted(
                            () -> { // it may not be there yet
                                ConsumerGroupDescription group = admin.describeConsumerGroups(List.of("fulfilment"))
                                        .describedGroups()
                                        .get("fulfilment")
                                        .get();
                                assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
                                assertThat(group.members())
                                        .singleElement()
                                        .satisfies(member -> assertThat(
                                                        member.assignment().topicPartitions())
                                                .hasSize(3));
                                assertThat(admin.listConsumerGroupOffsets("fulfilment")
                                                .partitionsToOffsetAndMetadata()
                                                .get())
                                        .hasSize(3);
                            });
        }
    }

    private static void readsFromEveryTopic(BrokerProcess broker) {
        Set<String> seen = new TreeSet<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaClients(broker.address())
                .consumer("group.id", "demo-reader-" + broker.pid(), "auto.offset.reset", "latest")) {
            consumer.subscribe(List.of("orders", "page-views"));
            while (seen.size() < 4) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    assertThat(record.key()).isNotEmpty();
                    assertThat(new String(record.value(), StandardCharsets.UTF_8))
                            .startsWith("{")
                            .endsWith("}");
                    if (record.topic().equals("orders") || record.partition() < 3) {
                        seen.add(record.topic().equals("orders") ? "orders" : "page-views-" + record.partition());
                    }
                }
            }
        }
    }
}
