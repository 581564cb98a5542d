package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.server.it.ForeignProgram.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two consumers in one group, each a process of its own, share a topic; one is killed, and the other takes over: nothing is lost,
 * and nothing is read again but what the dead one had not committed.
 */
@Timeout(300)
class ConsumerTakeoverIT {

    private static final String TOPIC = "taken-over";
    private static final int PARTITIONS = 4;
    private static final int SESSION_MILLIS = 12_000;

    /** What Kafka's VerifiableConsumer says of one partition after each poll, and after each commit. */
    private static final Pattern READ =
            Pattern.compile("\"partition\":(\\d+),\"count\":\\d+,\"minOffset\":(\\d+),\"maxOffset\":(\\d+)");

    private static final Pattern COMMITTED = Pattern.compile("\"partition\":(\\d+),\"offset\":(\\d+)");

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    Path directory;

    @Test
    void theOtherTakesOverWhenOneIsKilledAndNothingIsLostOrReadTwiceBeyondTheLastCommit() throws Exception {
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).create(TOPIC, PARTITIONS);
        }
        try (Running killed = consumer("killed");
                Running heir = consumer("heir");
                Producer<byte[], byte[]> producer = BROKER.clients().producer("linger.ms", 0)) {
            int sent = 0;
            while (reads(killed).size() < PARTITIONS / 2 || reads(heir).size() < PARTITIONS / 2) {
                sent = send(producer, sent, 40);
            }
            killed.close();
            long killedAt = System.nanoTime();
            int all = send(producer, sent, 400);

            await().atMost(Duration.ofMinutes(2)).until(() -> ends(heir).equals(ends(all)));

            System.out.println("ConsumerTakeoverIT: everything was read " + (System.nanoTime() - killedAt) / 1_000_000
                    + " ms after the death of a member with a session of " + SESSION_MILLIS + " ms");
            check(killed, heir, all);
        }
    }

    private static void check(Running killed, Running heir, int all) throws IOException {
        Map<Integer, NavigableSet<Long>> before = reads(killed);
        Map<Integer, Long> committed = committed(killed);
        Map<Integer, NavigableSet<Long>> after = reads(heir);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            NavigableSet<Long> read = new TreeSet<>(before.getOrDefault(partition, new TreeSet<>()));
            NavigableSet<Long> again = new TreeSet<>(after.getOrDefault(partition, new TreeSet<>()));
            NavigableSet<Long> everything = new TreeSet<>(read);
            everything.addAll(again);
            assertThat(everything).as("offsets read in partition %d", partition).hasSize(all / PARTITIONS);
            again.retainAll(read);
            assertThat(again.headSet(committed.getOrDefault(partition, 0L)))
                    .as("offsets of partition %d read by both, though the dead one had committed them", partition)
                    .isEmpty();
        }
    }

    /** To all partitions alike. */
    private static int send(Producer<byte[], byte[]> producer, int from, int count) throws InterruptedException {
        for (int i = from; i < from + count; i++) {
            producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, new byte[10]));
        }
        producer.flush();
        TimeUnit.MILLISECONDS.sleep(20); // A steady trickle rather than a flood.
        return from + count;
    }

    private Running consumer(String name) throws IOException {
        return ForeignProgram.java("kafka-tools", "org.apache.kafka.tools.VerifiableConsumer")
                .start(
                        directory.resolve(name),
                        "--bootstrap-server",
                        BROKER.address(),
                        "--topic",
                        TOPIC,
                        "--group-id",
                        "takeover",
                        "--session-timeout",
                        "" + SESSION_MILLIS,
                        "--reset-policy",
                        "earliest");
    }

    /** The last offset of each partition when so many records are sent. */
    private static Map<Integer, Long> ends(int sent) {
        Map<Integer, Long> ends = new TreeMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ends.put(partition, (long) sent / PARTITIONS - 1);
        }
        return ends;
    }

    private static Map<Integer, Long> ends(Running consumer) throws IOException {
        Map<Integer, Long> ends = new TreeMap<>();
        reads(consumer).forEach((partition, offsets) -> ends.put(partition, offsets.last()));
        return ends;
    }

    private static Map<Integer, NavigableSet<Long>> reads(Running consumer) throws IOException {
        Map<Integer, NavigableSet<Long>> offsets = new TreeMap<>();
        Matcher read = READ.matcher(consumer.said());
        while (read.find()) {
            NavigableSet<Long> ofPartition =
                    offsets.computeIfAbsent(Integer.parseInt(read.group(1)), partition -> new TreeSet<>());
            for (long offset = Long.parseLong(read.group(2)); offset <= Long.parseLong(read.group(3)); offset++) {
                ofPartition.add(offset);
            }
        }
        return offsets;
    }

    private static Map<Integer, Long> committed(Running consumer) throws IOException {
        Map<Integer, Long> offsets = new TreeMap<>();
        consumer.said()
                .lines()
                .filter(line -> line.contains("\"offsets_committed\"") && line.contains("\"success\":true"))
                .forEach(line -> {
                    Matcher committed = COMMITTED.matcher(line);
                    while (committed.find()) {
                        offsets.put(Integer.parseInt(committed.group(1)), Long.parseLong(committed.group(2)));
                    }
                });
        return offsets;
    }
}
