package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeleteRecordsHandlerTest {

    private static final DeleteRecordsHandler HANDLER = new DeleteRecordsHandler();
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
    void deletesBelowAnOffsetInEveryVersion() {
        Topic topic = core.topic("old", 1, Map.of());
        core.append(topic, 0, 1, 2, 3, 4, 5);
        for (int version = 0; version <= 2; version++) {
            assertThat(ask(version, "old", 0, version + 1))
                    .isEqualTo(new DeleteRecordsPartitionResult().setLowWatermark(version + 1));
        }
        assertThat(ask(2, "old", 0, -1)).isEqualTo(new DeleteRecordsPartitionResult().setLowWatermark(5));
        assertThat(ask(2, "old", 0, 3)).isEqualTo(new DeleteRecordsPartitionResult().setLowWatermark(5));
    }

    @Test
    void refusesEachPartitionForItself() {
        core.topic("here", 1, Map.of());
        assertThat(ask(2, "here", 0, 1)).isEqualTo(refused(0, Errors.OFFSET_OUT_OF_RANGE));
        assertThat(ask(2, "here", 0, -2)).isEqualTo(refused(0, Errors.OFFSET_OUT_OF_RANGE));
        assertThat(ask(2, "here", 1, 0)).isEqualTo(refused(1, Errors.UNKNOWN_TOPIC_OR_PARTITION));
        assertThat(ask(2, "missing", 0, 0)).isEqualTo(refused(0, Errors.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void leavesCompactedAndInternalTopicsAlone() {
        core.topic("compacted", 1, Map.of("cleanup.policy", "compact"));
        core.topic("both", 1, Map.of("cleanup.policy", "compact,delete"));
        core.internalTopic("__consumer_offsets");
        assertThat(ask(2, "compacted", 0, -1)).isEqualTo(refused(0, Errors.POLICY_VIOLATION));
        assertThat(ask(2, "both", 0, -1)).isEqualTo(new DeleteRecordsPartitionResult());
        assertThat(ask(2, "__consumer_offsets", 0, -1)).isEqualTo(refused(0, Errors.INVALID_TOPIC_EXCEPTION));
    }

    @Test
    void saysAFailureOfEveryPartition() {
        for (int version = 0; version <= 2; version++) {
            assertThat(core.failed(HANDLER, version, request("old", 4, 0), Errors.KAFKA_STORAGE_ERROR)
                            .topics()
                            .find("old")
                            .partitions())
                    .containsExactly(refused(4, Errors.KAFKA_STORAGE_ERROR));
        }
    }

    private static DeleteRecordsPartitionResult refused(int partition, Errors error) {
        return new DeleteRecordsPartitionResult()
                .setPartitionIndex(partition)
                .setLowWatermark(-1)
                .setErrorCode(error.code());
    }

    private static DeleteRecordsPartitionResult ask(int version, String topic, int partition, long offset) {
        return core.ask(HANDLER, version, request(topic, partition, offset))
                .topics()
                .find(topic)
                .partitions()
                .find(partition);
    }

    private static DeleteRecordsRequestData request(String topic, int partition, long offset) {
        return new DeleteRecordsRequestData()
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new DeleteRecordsPartition()
                                .setPartitionIndex(partition)
                                .setOffset(offset)))));
    }
}
