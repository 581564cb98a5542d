package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.TopicSettings;
import io.tailwater.tcp.wire.TopicIds;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CreateTopicsHandlerTest {

    private static final CreateTopicsHandler HANDLER = new CreateTopicsHandler();
    private static final int NODE = 1;
    private static CoreBroker core;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start(Map.of("max.message.bytes", "2000000"));
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void createsInEveryVersion() {
        for (int version = 2; version <= 7; version++) {
            String name = "made-" + version;
            CreatableTopicResult result = ask(version, wanted(name, 3, 1));
            assertThat(result.errorCode()).isZero();
            assertThat(core.broker().topics().find(name).partitionCount()).isEqualTo(3);
            assertThat(result.numPartitions()).isEqualTo(version < 5 ? -1 : 3);
            assertThat(result.replicationFactor()).isEqualTo((short) (version < 5 ? -1 : 1));
            assertThat(result.topicId())
                    .isEqualTo(
                            version < 7
                                    ? Uuid.ZERO_UUID
                                    : TopicIds.toWire(
                                            core.broker().topics().find(name).id()));
            assertThat(result.configs())
                    .hasSize(
                            version < 5
                                    ? 0
                                    : TopicSettings.table().definitions().size());
        }
    }

    @Test
    void takesItsOwnNumbersWhereAskedTo() {
        CreatableTopicResult result = ask(7, wanted("by-default", -1, -1));
        assertThat(result.numPartitions()).isEqualTo(2);
        assertThat(result.replicationFactor()).isEqualTo((short) 1);
    }

    @Test
    void tellsSettingsAndWhereTheyComeFrom() {
        CreatableTopic wanted = wanted("set", 1, 1);
        wanted.configs().add(new CreatableTopicConfig().setName("retention.ms").setValue("60000"));
        wanted.configs().add(new CreatableTopicConfig().setName("segment.ms").setValue(null));

        List<CreatableTopicConfigs> settings = ask(7, wanted).configs();

        assertThat(settings)
                .contains(
                        setting("retention.ms", "60000", 1),
                        setting("max.message.bytes", "2000000", 4),
                        setting("segment.ms", "604800000", 5));
        assertThat(core.broker().topics().find("set").config().overrides()).isEqualTo(Map.of("retention.ms", "60000"));
    }

    @Test
    void onlySaysWhatWouldHappenWhereAskedTo() {
        CreateTopicsRequestData request = request(wanted("imagined", 1, 1)).setValidateOnly(true);
        assertThat(core.ask(HANDLER, 7, request).topics().find("imagined").errorCode())
                .isZero();
        assertThat(core.broker().topics().find("imagined")).isNull();
    }

    @Test
    void refusesWhatCannotBeHad() {
        core.topic("taken", 1, Map.of());
        assertRefused(wanted("taken", 1, 1), Errors.TOPIC_ALREADY_EXISTS);
        assertRefused(wanted("illegal name", 1, 1), Errors.INVALID_TOPIC_EXCEPTION);
        assertRefused(wanted("replicated", 1, 3), Errors.INVALID_REPLICATION_FACTOR);
        assertRefused(wanted("replicated", 1, 0), Errors.INVALID_REPLICATION_FACTOR);
        assertRefused(wanted("replicated", 1, -2), Errors.INVALID_REPLICATION_FACTOR);
        assertRefused(wanted("empty", 0, 1), Errors.INVALID_PARTITIONS);
        assertRefused(wanted("empty", -2, 1), Errors.INVALID_PARTITIONS);
        assertRefused(wanted("huge", 1001, 1), Errors.POLICY_VIOLATION);
        CreatableTopic unknownSetting = wanted("misspelt", 1, 1);
        unknownSetting
                .configs()
                .add(new CreatableTopicConfig().setName("retension.ms").setValue("1"));
        assertRefused(unknownSetting, Errors.INVALID_CONFIG);
        CreatableTopic badSetting = wanted("bad", 1, 1);
        badSetting
                .configs()
                .add(new CreatableTopicConfig().setName("retention.ms").setValue("soon"));
        assertRefused(badSetting, Errors.INVALID_CONFIG);
    }

    @Test
    void takesAnAssignmentByHandThatFits() {
        CreatableTopic wanted = assigned("by-hand", List.of(NODE), List.of(NODE), List.of(NODE));
        assertThat(ask(7, wanted).numPartitions()).isEqualTo(3);
    }

    @Test
    void refusesAssignmentsThatDoNotFit() {
        assertRefused(assigned("elsewhere", List.of(NODE), List.of(2)), Errors.INVALID_REPLICA_ASSIGNMENT);
        assertRefused(assigned("twice", List.of(NODE, NODE)), Errors.INVALID_REPLICA_ASSIGNMENT);
        assertRefused(assigned("nowhere", List.<Integer>of()), Errors.INVALID_REPLICA_ASSIGNMENT);
        assertRefused(assigned("counted", List.of(NODE)).setNumPartitions(1), Errors.INVALID_REQUEST);
        CreatableTopic gap = wanted("gap", -1, -1);
        gap.assignments()
                .add(new CreatableReplicaAssignment().setPartitionIndex(1).setBrokerIds(List.of(NODE)));
        assertRefused(gap, Errors.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void refusesATopicNamedTwiceAndMakesTheOthers() {
        CreateTopicsResponseData response =
                core.ask(HANDLER, 7, request(wanted("double", 1, 1), wanted("single", 1, 1), wanted("double", 2, 1)));
        assertThat(response.topics()).hasSize(2);
        assertThat(response.topics().find("double").errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(response.topics().find("single").errorCode()).isZero();
        assertThat(core.broker().topics().find("double")).isNull();
    }

    @Test
    void saysAFailureOfEveryTopic() {
        for (int version = 2; version <= 7; version++) {
            CreateTopicsResponseData response = core.failed(
                    HANDLER, version, request(wanted("a", 1, 1), wanted("b", 1, 1)), Errors.KAFKA_STORAGE_ERROR);
            assertThat(response.topics())
                    .extracting(CreatableTopicResult::errorCode)
                    .containsExactly(Errors.KAFKA_STORAGE_ERROR.code(), Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    private static void assertRefused(CreatableTopic wanted, Errors error) {
        for (int version = 2; version <= 7; version++) {
            CreatableTopicResult result = ask(version, wanted.duplicate());
            assertThat(Errors.forCode(result.errorCode())).isEqualTo(error);
            assertThat(result.errorMessage()).isNotBlank();
        }
    }

    private static CreatableTopicConfigs setting(String name, String value, int source) {
        return new CreatableTopicConfigs().setName(name).setValue(value).setConfigSource((byte) source);
    }

    @SafeVarargs
    private static CreatableTopic assigned(String name, List<Integer>... brokers) {
        CreatableTopic wanted = wanted(name, -1, -1);
        for (int i = 0; i < brokers.length; i++) {
            wanted.assignments()
                    .add(new CreatableReplicaAssignment().setPartitionIndex(i).setBrokerIds(brokers[i]));
        }
        return wanted;
    }

    private static CreatableTopic wanted(String name, int partitions, int replicas) {
        return new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) replicas);
    }

    private static CreateTopicsRequestData request(CreatableTopic... wanted) {
        return new CreateTopicsRequestData()
                .setTopics(new CreatableTopicCollection(List.of(wanted).iterator()));
    }

    private static CreatableTopicResult ask(int version, CreatableTopic wanted) {
        return core.ask(HANDLER, version, request(wanted)).topics().find(wanted.name());
    }
}
