package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Well-formed requests for what is not there, out of range or not allowed get the error that Kafka gives. */
@Timeout(180)
class HostileRequestsIT {

    private static final String TOPIC = "asked";

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private RawConnection connection;

    @BeforeAll
    static void createTopic() {
        try (var admin = BROKER.clients().admin()) {
            new Topics(admin).create(TOPIC, 1);
        }
    }

    @BeforeEach
    void connect() throws IOException {
        connection = RawConnection.to(BROKER.address());
    }

    @AfterEach
    void connectionStillWorks() throws IOException {
        assertThat(connection.topicId(TOPIC)).isNotEqualTo(Uuid.ZERO_UUID);
        connection.close();
        assertThat(BROKER.process().outputBesidesStalls()).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "with space", "sla/sh", "back\\slash", "nul\0", "ü", "../../etc", "a:b", "a,b"})
    void refusesIllegalTopicNames(String name) throws IOException {
        assertThat(create(name, 1)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(metadata(name)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(produce(12, Requests.produceTo(name, 0)))
                .isIn(Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void refusesTopicNamesThatAreTooLong() throws IOException {
        assertThat(create("x".repeat(249), 1)).isEqualTo(Errors.NONE);
        assertThat(create("x".repeat(250), 1)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(create("x".repeat(30_000), 1)).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000})
    void refusesImpossibleNumbersOfPartitions(int partitions) throws IOException {
        assertThat(create("partitions", partitions)).isNotEqualTo(Errors.NONE);
        assertThat(metadataWithoutCreating("partitions")).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void knowsNoOtherTopicsAndPartitions() throws IOException {
        assertThat(produce(12, Requests.produceTo("absent", 0))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(produce(13, Requests.produce(Uuid.randomUuid(), 0, Batches.of(1))))
                .isEqualTo(Errors.UNKNOWN_TOPIC_ID);
        for (int partition : new int[] {1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(produce(12, Requests.produceTo(TOPIC, partition))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        }
        assertThat(fetch(12, Requests.fetch("absent", 0, 1_000))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(fetch(17, Requests.fetch(Uuid.randomUuid(), 0, 1_000))).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
        assertThat(fetch(17, Requests.fetch(Uuid.ZERO_UUID, 0, 1_000))).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -2, Long.MIN_VALUE, 1_000, Long.MAX_VALUE})
    void refusesOffsetsOutOfRange(long offset) throws IOException {
        assertThat(fetch(12, Requests.fetch(TOPIC, offset, 1_000))).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void refusesLeaderEpochsThatNeverWere() throws IOException {
        FetchRequestData ahead = Requests.fetch(TOPIC, 0, 1_000);
        ahead.topics().get(0).partitions().get(0).setCurrentLeaderEpoch(1_000_000);
        assertThat(fetch(12, ahead)).isEqualTo(Errors.UNKNOWN_LEADER_EPOCH);

        ListOffsetsPartition partition =
                new ListOffsetsPartition().setTimestamp(-1).setCurrentLeaderEpoch(1_000_000);
        assertThat(listOffsets(partition)).isEqualTo(Errors.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void refusesFetchSessionsThatNeverWere() throws IOException {
        FetchRequestData request =
                Requests.fetch(TOPIC, 0, 1_000).setSessionId(12_345).setSessionEpoch(7);
        FetchResponseData response = connection.exchange(ApiKeys.FETCH, 12, request, FetchResponseData.class);
        assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void readsWhateverSizesAreAskedFor(int bytes) throws IOException {
        connection.exchange(ApiKeys.PRODUCE, 12, Requests.produceTo(TOPIC, 0), ProduceResponseData.class);
        FetchRequestData request = Requests.fetch(TOPIC, 0, bytes)
                .setMinBytes(bytes)
                .setMaxWaitMs(bytes == Integer.MAX_VALUE ? 100 : bytes);
        assertThat(fetch(12, request)).isEqualTo(Errors.NONE);
    }

    @Test
    void refusesTimesThatMeanNothing() throws IOException {
        for (long timestamp : new long[] {-100, Long.MIN_VALUE}) {
            assertThat(listOffsets(new ListOffsetsPartition().setTimestamp(timestamp)))
                    .as("timestamp %d", timestamp)
                    .isIn(Errors.UNSUPPORTED_VERSION, Errors.INVALID_REQUEST, Errors.NONE);
        }
        assertThat(listOffsets(new ListOffsetsPartition().setTimestamp(-1).setPartitionIndex(99)))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void createsATopicOnceThoughNamedTwice() throws IOException {
        CreatableTopicCollection twice = new CreatableTopicCollection();
        for (int i = 0; i < 2; i++) {
            twice.mustAdd(
                    new CreatableTopic().setName("twice").setNumPartitions(1).setReplicationFactor((short) 1));
        }
        CreateTopicsResponseData response = connection.exchange(
                ApiKeys.CREATE_TOPICS,
                7,
                new CreateTopicsRequestData().setTopics(twice),
                CreateTopicsResponseData.class);
        assertThat(Errors.forCode(response.topics().iterator().next().errorCode()))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(metadataWithoutCreating("twice")).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    private Errors create(String name, int partitions) throws IOException {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(
                new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) 1));
        CreateTopicsResponseData response = connection.exchange(
                ApiKeys.CREATE_TOPICS,
                7,
                new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(60_000),
                CreateTopicsResponseData.class);
        return Errors.forCode(response.topics().iterator().next().errorCode());
    }

    private Errors metadata(String name) throws IOException {
        return metadata(name, true);
    }

    private Errors metadataWithoutCreating(String name) throws IOException {
        return metadata(name, false);
    }

    private Errors metadata(String name, boolean create) throws IOException {
        MetadataRequestData request = new MetadataRequestData()
                .setAllowAutoTopicCreation(create)
                .setTopics(List.of(new MetadataRequestTopic().setName(name)));
        MetadataResponseData response = connection.exchange(ApiKeys.METADATA, 12, request, MetadataResponseData.class);
        return Errors.forCode(response.topics().iterator().next().errorCode());
    }

    private Errors produce(int version, ProduceRequestData request) throws IOException {
        return Requests.error(connection.exchange(ApiKeys.PRODUCE, version, request, ProduceResponseData.class));
    }

    private Errors fetch(int version, FetchRequestData request) throws IOException {
        FetchResponseData response = connection.exchange(ApiKeys.FETCH, version, request, FetchResponseData.class);
        return Errors.forCode(response.errorCode()) != Errors.NONE
                ? Errors.forCode(response.errorCode())
                : Errors.forCode(response.responses().get(0).partitions().get(0).errorCode());
    }

    private Errors listOffsets(ListOffsetsPartition partition) throws IOException {
        ListOffsetsTopic topic = new ListOffsetsTopic().setName(TOPIC).setPartitions(List.of(partition));
        ListOffsetsResponseData response = connection.exchange(
                ApiKeys.LIST_OFFSETS,
                7,
                new ListOffsetsRequestData().setReplicaId(-1).setTopics(List.of(topic)),
                ListOffsetsResponseData.class);
        return Errors.forCode(response.topics().get(0).partitions().get(0).errorCode());
    }
}
