package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics, cluster and settings through the Java admin client. */
@Timeout(180)
class JavaAdminIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private final Admin admin = BROKER.admin();
    private final Topics topics = new Topics(admin);

    @Test
    void createsADescribedTopic() {
        NewTopic topic = new NewTopic("described", 3, (short) 1)
                .configs(Map.of("max.message.bytes", "12345", "cleanup.policy", "compact"));

        var created = admin.createTopics(List.of(topic));

        assertThat(Topics.await(created.numPartitions("described"))).isEqualTo(3);
        assertThat(Topics.await(created.replicationFactor("described"))).isEqualTo(1);
        assertThat(Topics.await(created.config("described"))
                        .get("max.message.bytes")
                        .value())
                .isEqualTo("12345");
        TopicDescription description = describe("described");
        assertThat(description.topicId()).isEqualTo(Topics.await(created.topicId("described")));
        assertThat(description.partitions()).hasSize(3).allSatisfy(partition -> {
            assertThat(partition.leader().port()).isEqualTo(BROKER.process().port());
            assertThat(partition.replicas()).hasSize(1);
            assertThat(partition.isr()).hasSize(1);
        });
        assertThat(Topics.await(admin.listTopics().names())).contains("described");
        Config config = config("described");
        assertThat(config.get("max.message.bytes").value()).isEqualTo("12345");
        assertThat(config.get("max.message.bytes").isDefault()).isFalse();
        assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(config.get("segment.bytes").value()).isEqualTo(Integer.toString(1 << 30));
        assertThat(config.get("segment.bytes").isDefault()).isTrue();
    }

    @Test
    void usesTheBrokersDefaultsWhereNothingIsSaid() {
        Topics.await(admin.createTopics(List.of(new NewTopic("defaults", Optional.empty(), Optional.empty())))
                .all());

        assertThat(describe("defaults").partitions()).hasSize(1);
    }

    @Test
    void onlyChecksWhenToldTo() {
        CreateTopicsOptions validateOnly = new CreateTopicsOptions().validateOnly(true);
        Topics.await(admin.createTopics(List.of(new NewTopic("validated", 2, (short) 1)), validateOnly)
                .all());

        assertThat(Topics.await(admin.listTopics().names())).doesNotContain("validated");
        assertThat(Topics.refusal(admin.createTopics(List.of(new NewTopic("in/valid", 2, (short) 1)), validateOnly)
                        .all()))
                .isInstanceOf(InvalidTopicException.class);
    }

    @Test
    void refusesTopicsThatCannotBe() {
        topics.create("there", 1);

        assertThat(refusalOf(new NewTopic("there", 1, (short) 1))).isInstanceOf(TopicExistsException.class);
        assertThat(refusalOf(new NewTopic("white space", 1, (short) 1))).isInstanceOf(InvalidTopicException.class);
        assertThat(refusalOf(new NewTopic("none", 0, (short) 1))).isInstanceOf(InvalidPartitionsException.class);
        assertThat(refusalOf(new NewTopic("replicated", 1, (short) 3)))
                .isInstanceOf(InvalidReplicationFactorException.class);
        assertThat(refusalOf(new NewTopic("typo", 1, (short) 1).configs(Map.of("max.mesage.bytes", "1"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("max.message.bytes");
        assertThat(refusalOf(new NewTopic("typo", 1, (short) 1).configs(Map.of("segment.bytes", "3000000000"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("segment.bytes");
    }

    @Test
    void deletesAndCreatesAgainUnderTheSameName() {
        TopicPartition partition = topics.create("again", 1);
        Uuid first = describe("again").topicId();
        send("again", 0, 100);

        Topics.await(admin.deleteTopics(List.of("again")).all());

        assertThat(Topics.refusal(admin.describeTopics(List.of("again")).allTopicNames()))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
        topics.create("again", 1);
        assertThat(describe("again").topicId()).isNotEqualTo(first);
        assertThat(topics.endOffset(partition)).isZero();
        send("again", 0, 3);
        assertThat(PartitionReader.readAll(BROKER.clients(), partition)).hasSize(3);
        assertThat(Topics.refusal(admin.deleteTopics(List.of("never")).all()))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void addsPartitions() {
        topics.create("growing", 1);
        send("growing", 0, 10);

        Topics.await(admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(4)))
                .all());

        assertThat(describe("growing").partitions()).hasSize(4);
        send("growing", 3, 5);
        assertThat(topics.endOffset(new TopicPartition("growing", 0))).isEqualTo(10);
        assertThat(topics.endOffset(new TopicPartition("growing", 3))).isEqualTo(5);
        assertThat(Topics.refusal(admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(2)))
                        .all()))
                .isInstanceOf(InvalidPartitionsException.class);
    }

    @Test
    void deletesRecordsBeforeAnOffset() {
        TopicPartition partition = topics.create("cut", 1);
        send("cut", 0, 20);

        var deleted = admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(7)));

        assertThat(Topics.await(deleted.lowWatermarks().get(partition)).lowWatermark())
                .isEqualTo(7);
        assertThat(topics.startOffset(partition)).isEqualTo(7);
        assertThat(PartitionReader.readAll(BROKER.clients(), partition)).hasSize(13);
        assertThat(Topics.refusal(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(21)))
                        .all()))
                .isInstanceOf(OffsetOutOfRangeException.class);
        Topics.await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1)))
                .all());
        assertThat(topics.startOffset(partition)).isEqualTo(20);
        assertThat(topics.endOffset(partition)).isEqualTo(20);
    }

    @Test
    void describesTheCluster() {
        var cluster = admin.describeCluster();

        Collection<Node> nodes = Topics.await(cluster.nodes());
        assertThat(nodes).hasSize(1);
        assertThat(nodes.iterator().next().host() + ":"
                        + nodes.iterator().next().port())
                .isEqualTo(BROKER.address());
        assertThat(Topics.await(cluster.controller()).id())
                .isEqualTo(nodes.iterator().next().id());
        assertThat(Topics.await(cluster.clusterId())).hasSize(22);
    }

    @Test
    void tellsHowMuchEachPartitionHolds() {
        TopicPartition partition = topics.create("sized", 2);
        send("sized", 0, 1_000);
        int node =
                Topics.await(admin.describeCluster().nodes()).iterator().next().id();

        var directories = Topics.await(admin.describeLogDirs(List.of(node)).allDescriptions())
                .get(node);

        assertThat(directories).hasSize(1);
        var directory = directories.values().iterator().next();
        assertThat(directory.error()).isNull();
        assertThat(directory.replicaInfos().get(partition).size()).isBetween(10_000L, 1_000_000L);
        assertThat(directory.replicaInfos().get(new TopicPartition("sized", 1)).size())
                .isZero();
    }

    @Test
    void listsTheBrokersOwnSettings() {
        int node =
                Topics.await(admin.describeCluster().nodes()).iterator().next().id();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(node));

        assertThat(Topics.await(admin.describeConfigs(List.of(broker)).all())
                        .get(broker)
                        .entries())
                .isNotEmpty();
    }

    @Test
    void changedSettingsOfATopicHoldAtOnce() {
        topics.create("changing", 1);
        send("changing", 0, 1);

        alter(ConfigResource.Type.TOPIC, "changing", AlterConfigOp.OpType.SET, "max.message.bytes", "150");

        assertThat(refusalOfARecord("changing")).isInstanceOf(RecordTooLargeException.class);
        alter(ConfigResource.Type.TOPIC, "changing", AlterConfigOp.OpType.DELETE, "max.message.bytes", "");
        send("changing", 0, 1);
        alter(ConfigResource.Type.TOPIC, "changing", AlterConfigOp.OpType.APPEND, "cleanup.policy", "compact");
        assertThat(config("changing").get("cleanup.policy").value()).isEqualTo("delete,compact");
    }

    @Test
    void changedSettingsOfTheBrokerHoldForTopicsThatSayNothing() {
        topics.create("silent", 1);

        alter(ConfigResource.Type.BROKER, "", AlterConfigOp.OpType.SET, "log.index.interval.bytes", "5000");

        ConfigEntry entry = config("silent").get("index.interval.bytes");
        assertThat(entry.value()).isEqualTo("5000");
        assertThat(entry.source()).isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        alter(ConfigResource.Type.BROKER, "", AlterConfigOp.OpType.DELETE, "log.index.interval.bytes", "");
        assertThat(config("silent").get("index.interval.bytes").isDefault()).isTrue();
    }

    private void alter(
            ConfigResource.Type type, String resource, AlterConfigOp.OpType operation, String name, String value) {
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), operation);
        Topics.await(admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, resource), List.of(change)))
                .all());
    }

    private void send(String topic, int partition, int count) {
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(topic, partition, null, new byte[100]));
            }
            producer.flush();
        }
    }

    private Throwable refusalOfARecord(String topic) {
        try (Producer<byte[], byte[]> producer = BROKER.clients().producer()) {
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, 0, null, new byte[100]));
            throw new AssertionError("Not refused, but at " + sent.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }

    private TopicDescription describe(String topic) {
        return Topics.await(admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
    }

    private Config config(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Topics.await(admin.describeConfigs(List.of(resource)).all()).get(resource);
    }

    private Throwable refusalOf(NewTopic topic) {
        return Topics.refusal(admin.createTopics(List.of(topic)).all());
    }
}
