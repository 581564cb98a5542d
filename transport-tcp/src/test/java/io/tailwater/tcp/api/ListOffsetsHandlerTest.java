package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListOffsetsHandlerTest {

    private static final ListOffsetsHandler HANDLER = new ListOffsetsHandler();
    private static CoreBroker core;
    private static Topic topic;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start(Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)));
        topic = core.topic("times", 1, Map.of());
        core.append(topic, 0, 1000, 3000, 2000);
        core.append(topic, 0, 2500, 3000);
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void findsFirstAndLastAndByTimeInEveryVersion() {
        for (int version = 1; version <= 11; version++) {
            assertFound(ask(version, -2), 0, -1, version);
            assertFound(ask(version, -1), 5, -1, version);
            assertFound(ask(version, 0), 0, 1000, version);
            assertFound(ask(version, 1001), 1, 3000, version);
            assertThat(ask(version, 3001)).isEqualTo(nothing());
        }
    }

    @Test
    void findsTheFirstRecordWithTheLargestTimestampSinceVersion7() {
        for (int version = 7; version <= 11; version++) {
            assertFound(ask(version, -3), 1, 3000, version);
        }
        assertThat(ask(6, -3).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    }

    @Test
    void takesAllForLocalAndNothingForTiered() {
        assertFound(ask(8, -4), 0, -1, 8);
        assertThat(ask(7, -4).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(ask(9, -5)).isEqualTo(nothing());
        assertThat(ask(8, -5).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(ask(11, -6)).isEqualTo(nothing());
        assertThat(ask(10, -6).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(ask(11, -7).errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    }

    @Test
    void refusesEachPartitionForItself() {
        ListOffsetsRequestData request = new ListOffsetsRequestData()
                .setTopics(List.of(
                        topic("times", partition(0, -1), partition(1, -1), partition(-1, -1)),
                        topic("unknown", partition(0, -1)),
                        topic(
                                "times",
                                partition(0, -2)
                                        .setCurrentLeaderEpoch(core.broker().leaderEpoch() + 1))));

        ListOffsetsResponseData response = core.ask(HANDLER, 11, request);

        assertThat(errors(response))
                .containsExactly(
                        Errors.INVALID_REQUEST,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        Errors.INVALID_REQUEST);
    }

    @Test
    void knowsLeaderEpochs() {
        int epoch = core.broker().leaderEpoch();
        assertThat(errors(ask(partition(0, -1).setCurrentLeaderEpoch(epoch)))).containsExactly(Errors.NONE);
        assertThat(errors(ask(partition(0, -1).setCurrentLeaderEpoch(epoch + 1))))
                .containsExactly(Errors.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void saysAFailureOfEveryPartition() {
        ListOffsetsRequestData request =
                new ListOffsetsRequestData().setTopics(List.of(topic("times", partition(0, -1), partition(7, -1))));
        for (int version = 1; version <= 11; version++) {
            assertThat(errors(core.failed(HANDLER, version, request, Errors.UNKNOWN_SERVER_ERROR)))
                    .containsExactly(Errors.UNKNOWN_SERVER_ERROR, Errors.UNKNOWN_SERVER_ERROR);
        }
    }

    private static void assertFound(ListOffsetsPartitionResponse answer, long offset, long timestamp, int version) {
        assertThat(answer)
                .as("version %d", version)
                .isEqualTo(new ListOffsetsPartitionResponse()
                        .setOffset(offset)
                        .setTimestamp(timestamp)
                        .setLeaderEpoch(version < 4 ? -1 : core.broker().leaderEpoch()));
    }

    private static ListOffsetsPartitionResponse nothing() {
        return new ListOffsetsPartitionResponse();
    }

    private static ListOffsetsPartitionResponse ask(int version, long timestamp) {
        ListOffsetsRequestData request =
                new ListOffsetsRequestData().setTopics(List.of(topic("times", partition(0, timestamp))));
        return core.ask(HANDLER, version, request).topics().get(0).partitions().get(0);
    }

    private static ListOffsetsResponseData ask(ListOffsetsPartition partition) {
        return core.ask(HANDLER, 4, new ListOffsetsRequestData().setTopics(List.of(topic("times", partition))));
    }

    private static ListOffsetsTopic topic(String name, ListOffsetsPartition... partitions) {
        return new ListOffsetsTopic().setName(name).setPartitions(List.of(partitions));
    }

    private static ListOffsetsPartition partition(int index, long timestamp) {
        return new ListOffsetsPartition().setPartitionIndex(index).setTimestamp(timestamp);
    }

    private static List<Errors> errors(ListOffsetsResponseData response) {
        List<Errors> errors = new ArrayList<>();
        response.topics()
                .forEach(topic ->
                        topic.partitions().forEach(partition -> errors.add(Errors.forCode(partition.errorCode()))));
        return errors;
    }
}
