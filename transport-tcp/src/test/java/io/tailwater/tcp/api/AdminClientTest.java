package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.KafkaServerVerticle;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.DeploymentOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Apache Kafka's own Admin over a socket, with core as it is behind it. */
class AdminClientTest {

    private static CoreBroker core;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start();
        core.vertx()
                .deployVerticle(KafkaServerVerticle.class.getName(), new DeploymentOptions())
                .await(60, TimeUnit.SECONDS);
        int port = KafkaServerVerticle.port(core.vertx()).orElseThrow();
        admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port));
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        core.close();
    }

    @Test
    void createsDescribesGrowsAndDeletesATopic() throws Exception {
        NewTopic wanted = new NewTopic("life", 2, (short) 1).configs(Map.of("retention.ms", "60000"));
        var created = admin.createTopics(List.of(wanted));
        get(created.all());
        assertThat(get(created.numPartitions("life"))).isEqualTo(2);
        assertThat(get(created.config("life")).get("retention.ms").value()).isEqualTo("60000");
        assertThat(get(admin.listTopics().names())).contains("life");

        TopicDescription described = describe("life");
        assertThat(described.topicId()).isEqualTo(get(created.topicId("life")));
        assertThat(described.partitions()).hasSize(2);
        assertThat(described.partitions().get(1).isr())
                .extracting(node -> node.id())
                .containsExactly(1);

        get(admin.createPartitions(Map.of("life", NewPartitions.increaseTo(5))).all());
        assertThat(describe("life").partitions()).hasSize(5);

        get(admin.deleteTopics(List.of("life")).all());
        assertThat(get(admin.listTopics().names())).doesNotContain("life");
    }

    @Test
    void explainsWhatItRefuses() throws Exception {
        get(admin.createTopics(List.of(new NewTopic("there", 1, (short) 1))).all());
        assertThatThrownBy(() -> get(admin.createTopics(List.of(new NewTopic("there", 1, (short) 1)))
                        .all()))
                .hasCauseInstanceOf(TopicExistsException.class);
        assertThatThrownBy(() -> get(admin.createTopics(
                                List.of(new NewTopic("more", 1, (short) 3)),
                                new CreateTopicsOptions().validateOnly(true))
                        .all()))
                .hasCauseInstanceOf(InvalidReplicationFactorException.class)
                .hasMessageContaining("there is one broker");
        assertThatThrownBy(() -> describe("absent")).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void tellsEveryTopicOfALongList() throws Exception {
        get(admin.createTopics(List.of(
                        new NewTopic("many-a", 300, (short) 1),
                        new NewTopic("many-b", 300, (short) 1),
                        new NewTopic("many-c", 1, (short) 1)))
                .all());
        var described =
                get(admin.describeTopics(List.of("many-a", "many-b", "many-c")).allTopicNames());
        assertThat(described.get("many-a").partitions()).hasSize(300);
        assertThat(described.get("many-b").partitions()).hasSize(300);
        assertThat(described.get("many-c").partitions()).hasSize(1);
    }

    @Test
    void findsOffsetsAndDeletesRecords() throws Exception {
        Topic topic = core.topic("offsets", 1, Map.of());
        core.append(topic, 0, 1000, 3000, 2000, 2500);
        assertThat(offset(OffsetSpec.earliest())).isZero();
        assertThat(offset(OffsetSpec.latest())).isEqualTo(4);
        assertThat(offset(OffsetSpec.forTimestamp(1500))).isEqualTo(1);
        assertThat(offset(OffsetSpec.forTimestamp(9000))).isEqualTo(-1);
        assertThat(offset(OffsetSpec.maxTimestamp())).isEqualTo(1);
        assertThat(offset(OffsetSpec.earliestLocal())).isZero();
        assertThat(offset(OffsetSpec.latestTiered())).isEqualTo(-1);

        TopicPartition partition = new TopicPartition("offsets", 0);
        var deleted = admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3)));
        assertThat(get(deleted.lowWatermarks().get(partition)).lowWatermark()).isEqualTo(3);
        assertThat(offset(OffsetSpec.earliest())).isEqualTo(3);
    }

    @Test
    void tellsClusterSettingsAndDirectories() throws Exception {
        var cluster = admin.describeCluster();
        assertThat(get(cluster.clusterId())).isEqualTo(core.broker().clusterId());
        assertThat(get(cluster.nodes())).hasSize(1);
        assertThat(get(cluster.controller()).id()).isEqualTo(1);

        Topic topic = core.topic("directory", 1, Map.of("segment.bytes", "1048576"));
        core.append(topic, 0, 1, 2, 3);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "directory");
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        var settings = get(admin.describeConfigs(
                        Set.of(resource, broker),
                        new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true))
                .all());
        assertThat(settings.get(resource).get("segment.bytes").value()).isEqualTo("1048576");
        assertThat(settings.get(resource).get("segment.bytes").isDefault()).isFalse();
        assertThat(settings.get(resource).get("segment.bytes").synonyms()).hasSize(2);
        assertThat(settings.get(broker).get("num.partitions").value()).isEqualTo("2");

        var directory = get(admin.describeLogDirs(List.of(1)).allDescriptions())
                .get(1)
                .get(core.directory().toString());
        assertThat(directory
                        .replicaInfos()
                        .get(new TopicPartition("directory", 0))
                        .size())
                .isPositive();
        assertThat(directory.usableBytes().orElse(0)).isPositive();
        assertThat(directory.error()).isNull();
    }

    @Test
    void deletesByIdToo() throws Exception {
        Topic topic = core.topic("by-id", 1, Map.of());
        get(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(TopicIds.toWire(topic.id()))))
                .all());
        assertThat(Optional.ofNullable(core.broker().topics().find("by-id"))).isEmpty();
    }

    private static TopicDescription describe(String name) throws Exception {
        return get(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
    }

    private static long offset(OffsetSpec spec) throws Exception {
        TopicPartition partition = new TopicPartition("offsets", 0);
        return get(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition))
                .offset();
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }
}
