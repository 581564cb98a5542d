package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Topics of a few names are created, written to and deleted over and over: one whose creation was answered is there with its
 * records and with none of its namesakes before it, and one whose deletion was answered is not.
 */
final class TopicWork extends SessionWork {

    private static final int NAMES = 5;

    /** What is known of a name. */
    private static final class Known {
        private boolean certain = true;
        private boolean present;
        private int generation;
        private final List<String> written = new ArrayList<>();
    }

    private final Random random;
    private final Map<String, Known> topics = new HashMap<>();
    private int creations;
    private int deletions;

    TopicWork(Random random) {
        this.random = random;
        for (int i = 0; i < NAMES; i++) {
            topics.put("passing-" + i, new Known());
        }
    }

    @Override
    void prepare(KafkaClients clients) {}

    @Override
    void session(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin();
                Producer<byte[], byte[]> producer =
                        clients.producer("reconnect.backoff.max.ms", 100, "max.block.ms", 10_000)) {
            while (goesOn()) {
                step(() -> change(admin, producer, "passing-" + random.nextInt(NAMES)));
            }
        }
    }

    private void change(Admin admin, Producer<byte[], byte[]> producer, String name) throws Exception {
        Known known = topics.get(name);
        boolean create = known.certain ? !known.present : random.nextBoolean();
        if (create) {
            create(admin, name, known);
        } else if (known.certain && random.nextInt(4) > 0) {
            write(producer, name, known);
        } else {
            delete(admin, name, known);
        }
    }

    private void create(Admin admin, String name, Known known) throws Exception {
        known.certain = false;
        try {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(2), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return; // An earlier attempt succeeded: what it holds is not known. It will be deleted.
            }
            throw e;
        }
        creations++;
        known.certain = true;
        known.present = true;
        known.generation = creations;
        known.written.clear();
    }

    private void write(Producer<byte[], byte[]> producer, String name, Known known) throws Exception {
        String value = "generation " + known.generation + " record " + known.written.size();
        try {
            producer.send(new ProducerRecord<>(name, 1, null, value.getBytes(StandardCharsets.UTF_8)))
                    .get(60, TimeUnit.SECONDS);
            known.written.add(value);
        } catch (ExecutionException e) {
            known.certain = false;
            throw e;
        }
    }

    private void delete(Admin admin, String name, Known known) throws Exception {
        known.certain = false;
        try {
            admin.deleteTopics(Set.of(name)).all().get(30, TimeUnit.SECONDS);
            deletions++;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
        known.certain = true;
        known.present = false;
    }

    @Override
    void compare(KafkaClients clients) {
        Set<String> there;
        try (Admin admin = clients.admin()) {
            there = Topics.await(admin.listTopics().names());
        }
        topics.forEach((name, known) -> {
            if (known.certain) {
                assertThat(there.contains(name)).as("%s is there", name).isEqualTo(known.present);
            }
            if (known.certain && known.present) {
                List<String> values = PartitionReader.readAll(clients, new TopicPartition(name, 1)).stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .toList();
                assertThat(values).as(name).isEqualTo(known.written);
            }
        });
    }

    @Override
    public String summary() {
        return creations + " topics created and " + deletions + " deleted";
    }
}
