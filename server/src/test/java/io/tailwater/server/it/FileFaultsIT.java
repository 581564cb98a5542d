package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.Fault.Call;
import io.tailwater.storage.tck.file.FaultyFiles;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One sort of call after the other fails for every file below a whole broker, while topics are made, filled over rolls, cut and
 * deleted: what is answered holds, what is refused is refused in Kafka's terms, and when the calls work again so does
 * everything, without a restart and after one. But for names that could not be forced: their log stays as it is until then.
 */
@Timeout(300)
class FileFaultsIT {

    private static final int RECORDS = 24;
    private static final int CUT_BEFORE = 5;

    @TempDir
    Path directory;

    private final FaultyFiles files = new FaultyFiles(new SystemFiles());
    private final Map<String, List<String>> acknowledged = new LinkedHashMap<>();
    private final Set<String> made = new TreeSet<>();
    private final Set<String> deleted = new TreeSet<>();
    private final Set<String> doubtful = new TreeSet<>();
    private InProcessBroker broker;
    private Admin admin;
    private Admin impatient;
    private Producer<byte[], byte[]> producer;
    private int refused;

    /** A step that may be refused. */
    private interface Step {
        void run() throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        JsonObject storage = new JsonObject()
                .put("directory", directory.resolve("data").toString())
                .put("checkpointIntervalMillis", 1_000);
        JsonObject settings =
                new JsonObject().put("kafka", new JsonObject().put("port", 0)).put("storage", storage);
        broker = new InProcessBroker(
                settings, new BrokerEnvironment(files, InstantSource.system(), UUID::randomUUID, BrokerMetrics.NONE));
        admin = broker.clients().admin();
        impatient = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.address(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                500,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                400));
        producer = broker.clients()
                .producer("acks", "all", "retries", 0, "enable.idempotence", false, "delivery.timeout.ms", 31_000);
    }

    @AfterEach
    void stop() throws Exception {
        producer.close();
        admin.close();
        impatient.close();
        broker.abandon();
    }

    @Test
    void whatIsAnsweredHoldsAndEverythingWorksAgainAfterwards() throws Exception {
        for (Call call : List.of(Call.RENAME, Call.DELETE, Call.OPEN, Call.CREATE_DIRECTORIES, Call.LIST, Call.MAP)) {
            String topic = "kept-" + call;
            meet(call, topic, Fault.at(call));
            create(admin, "later-" + call);
            send(topic, RECORDS);
            assertHolds(topic);
        }
        String stuck = "kept-" + Call.FORCE_DIRECTORY;
        Path itsDirectory = directory.resolve("data").resolve(stuck + "-0");
        meet(Call.FORCE_DIRECTORY, stuck, Fault.at(Call.FORCE_DIRECTORY).below(itsDirectory));
        assertThatThrownBy(() -> send(stuck, 1)).hasMessageContaining("offline until the broker is restarted");
        assertThat(refused).isPositive();

        stop();
        start();

        for (String topic : acknowledged.keySet()) {
            assertHolds(topic);
            send(topic, 1);
        }
        assertHolds(stuck);
    }

    private void meet(Call call, String topic, Fault fault) throws Exception {
        create(admin, topic);
        create(admin, "going-" + call);
        send(topic, RECORDS);
        files.inject(fault);
        attempt(() -> create(impatient, "new-" + call));
        attempt(() -> delete("going-" + call));
        for (int i = 0; i < RECORDS; i++) {
            attempt(() -> send(topic, 1));
        }
        attempt(() -> impatient
                .deleteRecords(Map.of(partition(topic), RecordsToDelete.beforeOffset(CUT_BEFORE)))
                .all()
                .get(60, TimeUnit.SECONDS));
        files.heal();
    }

    private void attempt(Step step) throws Exception {
        try {
            step.run();
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(ApiException.class);
            refused++;
        }
    }

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    private void create(Admin by, String name) throws Exception {
        NewTopic topic = new NewTopic(name, 1, (short) 1).configs(Map.of("segment.bytes", "16384"));
        by.createTopics(List.of(topic)).all().get(60, TimeUnit.SECONDS);
        made.add(name);
    }

    private void delete(String name) throws Exception {
        doubtful.add(name);
        impatient.deleteTopics(List.of(name)).all().get(60, TimeUnit.SECONDS);
        deleted.add(name);
    }

    private void send(String topic, int count) throws Exception {
        List<String> sent = acknowledged.computeIfAbsent(topic, name -> new ArrayList<>());
        for (int i = 0; i < count; i++) {
            String value = sent.size() + " " + "x".repeat(1_000);
            producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                    .get(60, TimeUnit.SECONDS);
            sent.add(value);
        }
    }

    /** What was refused may be there all the same, and what was to be cut may not. */
    private void assertHolds(String topic) throws Exception {
        List<String> found = PartitionReader.readAll(broker.clients(), partition(topic)).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
        List<String> due = acknowledged.get(topic);
        assertThat(found).containsSubsequence(due.subList(CUT_BEFORE, due.size()));
        Set<String> names = admin.listTopics().names().get(60, TimeUnit.SECONDS);
        Set<String> certain = new TreeSet<>(made);
        certain.removeAll(doubtful);
        assertThat(names).containsAll(certain).noneMatch(deleted::contains);
    }
}
