package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Java share consumers share records: each is delivered until it is accepted, rejected, or was delivered too often. */
@Timeout(300)
class JavaShareConsumerIT {

    /** Of groups that say nothing else. */
    private static final long LOCK_MILLIS = 3_000;

    private static final Object[] EXPLICIT = {"share.acknowledgement.mode", "explicit"};

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.aloneWith(
            setup -> setup.withConf("{\"shareGroups\": {\"recordLockDurationMillis\": " + LOCK_MILLIS + "}}"));

    @Test
    void readsEverythingOnceAndGoesOnWhereTheGroupWas() {
        NumberedTopic topic = topic("implicit", 3).write(0, 300);
        try (ShareConsumer<byte[], byte[]> consumer = consumer("implicit", topic)) {
            assertThat(SharedReading.numbers(SharedReading.poll(consumer, 300)))
                    .containsExactlyInAnyOrderElementsOf(numbers(0, 300));
            consumer.commitSync(); // Or else what came last is given back.
        }
        topic.write(300, 310);
        try (ShareConsumer<byte[], byte[]> consumer = consumer("implicit", topic)) {
            assertThat(SharedReading.numbers(SharedReading.poll(consumer, 10)))
                    .containsExactlyInAnyOrderElementsOf(numbers(300, 310));
        }
    }

    @Test
    void acceptsReleasesAndRejectsRecords() {
        NumberedTopic topic = topic("explicit", 1).write(0, 10);
        try (ShareConsumer<byte[], byte[]> consumer = consumer("explicit", topic, EXPLICIT)) {
            for (ConsumerRecord<byte[], byte[]> record : SharedReading.poll(consumer, 10)) {
                int number = SharedReading.number(record);
                assertThat(record.deliveryCount()).contains((short) 1);
                consumer.acknowledge(
                        record,
                        number == 3
                                ? AcknowledgeType.RELEASE
                                : number == 5 ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT);
            }
            assertThat(consumer.commitSync().values()).containsOnly(Optional.empty());

            List<ConsumerRecord<byte[], byte[]>> again = SharedReading.poll(consumer, 1);
            assertThat(SharedReading.numbers(again)).containsExactly(3);
            assertThat(again.get(0).deliveryCount()).contains((short) 2);
            again.forEach(record -> consumer.acknowledge(record, AcknowledgeType.ACCEPT));
            consumer.commitSync();
        }
        assertThat(lag("explicit", topic)).isZero();
    }

    @Test
    void givesUpARecordThatIsReleasedTooOften() {
        NumberedTopic topic = topic("poison", 1).write(0, 1);
        try (ShareConsumer<byte[], byte[]> consumer = consumer("poison", topic, EXPLICIT)) {
            for (int delivery = 1; delivery <= 5; delivery++) {
                ConsumerRecord<byte[], byte[]> record =
                        SharedReading.poll(consumer, 1).get(0);
                assertThat(record.deliveryCount()).contains((short) delivery);
                consumer.acknowledge(record, AcknowledgeType.RELEASE);
                consumer.commitSync();
            }
            topic.write(1, 2);
            List<ConsumerRecord<byte[], byte[]>> next = SharedReading.poll(consumer, 1);
            assertThat(SharedReading.numbers(next)).containsExactly(1);
            consumer.acknowledge(next.get(0));
        }
    }

    @Test
    void twoConsumersShareOnePartition() {
        NumberedTopic topic = topic("two", 1);
        Object[] tenAtATime = {"max.poll.records", 10, "share.acquire.mode", "record_limit"};
        try (ShareConsumer<byte[], byte[]> one = consumer("two", topic, tenAtATime);
                ShareConsumer<byte[], byte[]> other = consumer("two", topic, tenAtATime)) {
            one.poll(Duration.ZERO);
            other.poll(Duration.ZERO);
            try (Admin admin = BROKER.clients().admin()) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .untilAsserted(() ->
                                assertThat(describe(admin, "two").members()).hasSize(2));
            }
            topic.write(0, 400);
            Set<Integer> ofOne = new HashSet<>();
            Set<Integer> ofOther = new HashSet<>();
            SharedReading.poll(one, records -> {
                ofOne.addAll(SharedReading.numbers(records));
                other.poll(Duration.ofMillis(200)).forEach(record -> ofOther.add(SharedReading.number(record)));
                return ofOne.size() + ofOther.size() >= 400;
            });

            assertThat(ofOne).isNotEmpty().noneMatch(ofOther::contains);
            assertThat(ofOther).isNotEmpty();
        }
    }

    @Test
    void aSilentConsumersRecordsAreDeliveredToAnother() {
        NumberedTopic topic = brieflyLocked("silent", 1).write(0, 10);
        try (ShareConsumer<byte[], byte[]> silent = consumer("silent", topic)) {
            SharedReading.poll(silent, 10); // And nothing after that.
            try (ShareConsumer<byte[], byte[]> other = consumer("silent", topic)) {
                List<ConsumerRecord<byte[], byte[]>> records = SharedReading.poll(other, 10);
                assertThat(SharedReading.numbers(records)).containsExactlyElementsOf(numbers(0, 10));
                assertThat(records).allMatch(record -> record.deliveryCount().equals(Optional.of((short) 2)));
            }
        }
    }

    @Test
    void whatABrokenConnectionHadIsDeliveredAtOnceAsIfItHadNotBeen() throws Exception {
        NumberedTopic topic = topic("broken", 1).write(0, 10);
        try (RawConnection connection = RawConnection.to(BROKER.address())) {
            FetchTopic wanted = new FetchTopic().setTopicId(connection.topicId(topic.name()));
            wanted.partitions().add(new FetchPartition().setPartitionIndex(0));
            ShareFetchRequestData request = new ShareFetchRequestData()
                    .setGroupId("broken")
                    .setMemberId("dies")
                    .setShareSessionEpoch(0)
                    .setMaxWaitMs(50_000)
                    .setMaxBytes(1 << 20)
                    .setMaxRecords(100)
                    .setBatchSize(100);
            request.topics().add(wanted);
            ShareFetchResponseData got =
                    connection.exchange(ApiKeys.SHARE_FETCH, 2, request, ShareFetchResponseData.class);
            assertThat(got.responses().iterator().next().partitions().get(0).acquiredRecords())
                    .extracting(AcquiredRecords::lastOffset)
                    .containsExactly(9L);
            connection.reset();
        }
        try (ShareConsumer<byte[], byte[]> consumer = consumer("broken", topic)) {
            assertThat(SharedReading.poll(consumer, 10))
                    .allMatch(record -> record.deliveryCount().equals(Optional.of((short) 1)));
        }
    }

    /** Where this machine stalls for longer than a record is held, it is tried again. */
    @Test
    void keepsRecordsForLongerWhenItSaysSo() {
        int attempt = 1;
        while (!isKeptByRenewals("renewed-" + attempt)) {
            attempt++;
        }
    }

    /** Whether renewals came in time for longer than a record is held, all the while that nobody else got it. */
    private static boolean isKeptByRenewals(String group) {
        NumberedTopic topic = brieflyLocked(group, 1).write(0, 1);
        try (ShareConsumer<byte[], byte[]> slow = consumer(group, topic, EXPLICIT);
                ShareConsumer<byte[], byte[]> other = consumer(group, topic, EXPLICIT)) {
            long heldFrom = System.nanoTime();
            long asked = heldFrom;
            ConsumerRecords<byte[], byte[]> got = slow.poll(Duration.ZERO);
            while (got.isEmpty()) {
                heldFrom = asked; // it may have come between two polls
                asked = System.nanoTime();
                got = slow.poll(Duration.ofMillis(200));
            }
            ConsumerRecord<byte[], byte[]> record = got.iterator().next();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOCK_MILLIS + LOCK_MILLIS / 2);
            while (System.nanoTime() < until) {
                asked = System.nanoTime();
                slow.acknowledge(record, AcknowledgeType.RENEW);
                slow.commitSync();
                if (isOver(heldFrom)) {
                    return false;
                }
                heldFrom = asked;
                boolean delivered = !other.poll(Duration.ofMillis(500)).isEmpty();
                if (isOver(heldFrom)) {
                    return false;
                }
                assertThat(delivered).as("to another").isFalse();
                slow.poll(Duration.ZERO);
            }
            slow.acknowledge(record, AcknowledgeType.ACCEPT);
            var outcome = slow.commitSync().values();
            if (isOver(heldFrom)) {
                return false;
            }
            assertThat(outcome).containsOnly(Optional.empty());
            return true;
        }
    }

    private static boolean isOver(long heldFromNanos) {
        return System.nanoTime() - heldFromNanos >= TimeUnit.MILLISECONDS.toNanos(LOCK_MILLIS);
    }

    @Test
    void deliversCommittedRecordsOnlyWhereTheGroupWantsThat() {
        NumberedTopic topic = topic("committed", 1);
        SharedReading.configure(BROKER.clients(), "committed", "share.isolation.level", "read_committed");
        try (var producer = BROKER.clients().producer("transactional.id", "sharing")) {
            producer.initTransactions();
            for (int number = 0; number < 4; number++) {
                producer.beginTransaction();
                producer.send(new org.apache.kafka.clients.producer.ProducerRecord<>(
                        topic.name(), 0, null, Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
                producer.flush();
                if (number % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
        }
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).awaitNoTransaction(topic.partition(0)); // or a marker would be behind the last record
        }
        topic.write(4, 5);
        try (ShareConsumer<byte[], byte[]> consumer = consumer("committed", topic)) {
            assertThat(SharedReading.numbers(SharedReading.poll(
                            consumer, records -> SharedReading.numbers(records).contains(4))))
                    .containsExactly(0, 2, 4);
            consumer.commitSync();
        }
        assertThat(lag("committed", topic)).isZero();
    }

    @Test
    void isSeenAndLookedAfterByAdministrators() throws Exception {
        NumberedTopic topic = topic("administered", 2).write(0, 20);
        try (Admin admin = BROKER.clients().admin()) {
            try (ShareConsumer<byte[], byte[]> consumer = consumer("administered", topic)) {
                SharedReading.poll(consumer, 20);
                consumer.commitSync();
                ShareGroupDescription description = describe(admin, "administered");
                assertThat(description.groupState()).isEqualTo(GroupState.STABLE);
                assertThat(description.members())
                        .singleElement()
                        .satisfies(member -> assertThat(member.assignment().topicPartitions())
                                .isEqualTo(topic.all()));
                assertThat(Topics.await(admin.listGroups().all()))
                        .filteredOn(group -> group.groupId().equals("administered"))
                        .extracting(GroupListing::type)
                        .containsExactly(Optional.of(GroupType.SHARE));
                assertThat(Topics.refusal(
                                admin.deleteShareGroups(List.of("administered")).all()))
                        .isInstanceOf(GroupNotEmptyException.class);
                assertThat(Topics.refusal(admin.alterShareGroupOffsets("administered", Map.of(topic.partition(0), 0L))
                                .all()))
                        .isInstanceOf(GroupNotEmptyException.class);
            }
            assertThat(startOffsets(admin, "administered"))
                    .containsOnly(Map.entry(topic.partition(0), 10L), Map.entry(topic.partition(1), 10L));

            Topics.await(admin.alterShareGroupOffsets("administered", Map.of(topic.partition(0), 7L))
                    .all());
            assertThat(startOffsets(admin, "administered")).containsEntry(topic.partition(0), 7L);
            Topics.await(admin.deleteShareGroupOffsets("administered", Set.of(topic.name()))
                    .all());
            assertThat(startOffsets(admin, "administered")).isEmpty();

            try (ShareConsumer<byte[], byte[]> consumer = consumer("administered", topic)) {
                assertThat(SharedReading.poll(consumer, 20)).hasSize(20);
            }
            Topics.await(admin.deleteShareGroups(List.of("administered")).all());
            assertThat(Topics.await(admin.listGroups().all()))
                    .extracting(GroupListing::groupId)
                    .doesNotContain("administered");
        }
    }

    @Test
    void startsWithWhatComesNextUnlessToldOtherwise() {
        NumberedTopic topic =
                NumberedTopic.create(BROKER.clients(), "latest", 1).write(0, 10);
        try (ShareConsumer<byte[], byte[]> consumer = BROKER.clients().shareConsumer("latest")) {
            consumer.subscribe(List.of(topic.name()));
            try (Admin admin = BROKER.clients().admin()) {
                SharedReading.poll(
                        consumer, records -> !startOffsets(admin, "latest").isEmpty());
            }
            topic.write(10, 12);
            assertThat(SharedReading.numbers(SharedReading.poll(consumer, 2))).containsExactly(10, 11);
        }
    }

    /** One whose records nobody gets again only because this machine stalls. */
    private static NumberedTopic topic(String name, int partitions) {
        SharedReading.configure(BROKER.clients(), name, "share.record.lock.duration.ms", "60000");
        return brieflyLocked(name, partitions);
    }

    private static NumberedTopic brieflyLocked(String name, int partitions) {
        SharedReading.beginAtTheBeginning(BROKER.clients(), name);
        return NumberedTopic.create(BROKER.clients(), name, partitions);
    }

    private static ShareConsumer<byte[], byte[]> consumer(String group, NumberedTopic topic, Object... settings) {
        ShareConsumer<byte[], byte[]> consumer = BROKER.clients().shareConsumer(group, settings);
        consumer.subscribe(List.of(topic.name()));
        return consumer;
    }

    private static ShareGroupDescription describe(Admin admin, String group) {
        return Topics.await(
                admin.describeShareGroups(List.of(group)).describedGroups().get(group));
    }

    private static Map<TopicPartition, Long> startOffsets(Admin admin, String group) {
        Map<TopicPartition, Long> offsets = new java.util.HashMap<>();
        Topics.await(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(group))
                .forEach((partition, info) -> offsets.put(partition, info.startOffset()));
        return offsets;
    }

    private static long lag(String group, NumberedTopic topic) {
        try (Admin admin = BROKER.clients().admin()) {
            return Topics.await(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                            .partitionsToOffsetInfo(group))
                    .get(topic.partition(0))
                    .lag()
                    .orElseThrow();
        }
    }

    private static List<Integer> numbers(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to).boxed().toList());
    }
}
