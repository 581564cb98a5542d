package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopicCollection;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CreatePartitionsHandlerTest {

    private static final CreatePartitionsHandler HANDLER = new CreatePartitionsHandler();
    private static CoreBroker core;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start();
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void addsPartitionsInEveryVersion() {
        core.topic("grows", 1, Map.of());
        for (int version = 0; version <= 3; version++) {
            assertThat(ask(version, wanted("grows", 2 + version)).errorCode()).isZero();
            assertThat(partitions("grows")).isEqualTo(2 + version);
        }
    }

    @Test
    void onlySaysWhatWouldHappenWhereAskedTo() {
        core.topic("stays", 1, Map.of());
        CreatePartitionsRequestData request = request(wanted("stays", 4)).setValidateOnly(true);
        assertThat(core.ask(HANDLER, 3, request).results().get(0).errorCode()).isZero();
        assertThat(partitions("stays")).isEqualTo(1);
    }

    @Test
    void takesAnAssignmentToThisBrokerOnly() {
        core.topic("assigned", 1, Map.of());
        assertRefused(assigned("assigned", 3, 1), Errors.INVALID_REPLICA_ASSIGNMENT);
        assertRefused(assigned("assigned", 3, 1, 2), Errors.INVALID_REPLICA_ASSIGNMENT);
        assertThat(partitions("assigned")).isEqualTo(1);
        assertThat(ask(3, assigned("assigned", 3, 1, 1)).errorCode()).isZero();
        assertThat(partitions("assigned")).isEqualTo(3);
    }

    @Test
    void refusesWhatCannotBeHad() {
        core.topic("wide", 3, Map.of());
        assertRefused(wanted("wide", 3), Errors.INVALID_PARTITIONS);
        assertRefused(wanted("wide", 2), Errors.INVALID_PARTITIONS);
        assertRefused(wanted("wide", -1), Errors.INVALID_PARTITIONS);
        assertRefused(wanted("missing", 3), Errors.UNKNOWN_TOPIC_OR_PARTITION);
        List<CreatePartitionsTopicResult> results = core.ask(HANDLER, 3, request(wanted("wide", 4), wanted("wide", 5)))
                .results();
        assertThat(results).hasSize(1);
        assertThat(results.get(0).errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(partitions("wide")).isEqualTo(3);
    }

    @Test
    void saysAFailureOfEveryTopic() {
        for (int version = 0; version <= 3; version++) {
            assertThat(core.failed(
                                    HANDLER,
                                    version,
                                    request(wanted("a", 1), wanted("b", 1)),
                                    Errors.KAFKA_STORAGE_ERROR)
                            .results())
                    .extracting(CreatePartitionsTopicResult::errorCode)
                    .containsExactly(Errors.KAFKA_STORAGE_ERROR.code(), Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    private static void assertRefused(CreatePartitionsTopic wanted, Errors error) {
        for (int version = 0; version <= 3; version++) {
            CreatePartitionsTopicResult result = ask(version, wanted.duplicate());
            assertThat(Errors.forCode(result.errorCode())).isEqualTo(error);
            assertThat(result.errorMessage()).isNotBlank();
        }
    }

    private static int partitions(String topic) {
        return core.broker().topics().find(topic).partitionCount();
    }

    /** With one broker for each added partition. */
    private static CreatePartitionsTopic assigned(String name, int count, int... brokers) {
        return wanted(name, count)
                .setAssignments(IntStream.of(brokers)
                        .mapToObj(id -> new CreatePartitionsAssignment().setBrokerIds(List.of(id)))
                        .toList());
    }

    private static CreatePartitionsTopic wanted(String name, int count) {
        return new CreatePartitionsTopic().setName(name).setCount(count).setAssignments(null);
    }

    private static CreatePartitionsRequestData request(CreatePartitionsTopic... wanted) {
        return new CreatePartitionsRequestData()
                .setTopics(new CreatePartitionsTopicCollection(List.of(wanted).iterator()));
    }

    private static CreatePartitionsTopicResult ask(int version, CreatePartitionsTopic wanted) {
        return core.ask(HANDLER, version, request(wanted)).results().get(0);
    }
}
