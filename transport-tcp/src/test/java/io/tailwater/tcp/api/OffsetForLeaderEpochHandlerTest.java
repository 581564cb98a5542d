package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OffsetForLeaderEpochHandlerTest {

    private static final OffsetForLeaderEpochHandler HANDLER = new OffsetForLeaderEpochHandler();
    private static CoreBroker core;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start();
        Topic topic = core.topic("epochs", 1, Map.of());
        core.append(topic, 0, 1, 2, 3);
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void tellsTheEndOfTheCurrentEpochInEveryVersion() {
        int epoch = core.broker().leaderEpoch();
        for (int version = 2; version <= 4; version++) {
            assertThat(ask(version, "epochs", 0, epoch, epoch))
                    .isEqualTo(new EpochEndOffset().setLeaderEpoch(epoch).setEndOffset(3));
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        int epoch = core.broker().leaderEpoch();
        for (int version = 2; version <= 4; version++) {
            assertThat(ask(version, "unknown", 0, epoch, -1)).isEqualTo(refused(0, Errors.UNKNOWN_TOPIC_OR_PARTITION));
            assertThat(ask(version, "epochs", 5, epoch, -1)).isEqualTo(refused(5, Errors.UNKNOWN_TOPIC_OR_PARTITION));
            assertThat(ask(version, "epochs", 0, epoch, epoch + 1)).isEqualTo(refused(0, Errors.UNKNOWN_LEADER_EPOCH));
            assertThat(core.failed(HANDLER, version, request("epochs", 0, 0, -1), Errors.KAFKA_STORAGE_ERROR)
                            .topics()
                            .find("epochs")
                            .partitions())
                    .containsExactly(refused(0, Errors.KAFKA_STORAGE_ERROR));
        }
    }

    private static EpochEndOffset refused(int partition, Errors error) {
        return new EpochEndOffset().setPartition(partition).setErrorCode(error.code());
    }

    private static EpochEndOffset ask(int version, String topic, int partition, int epoch, int currentEpoch) {
        return core.ask(HANDLER, version, request(topic, partition, epoch, currentEpoch))
                .topics()
                .find(topic)
                .partitions()
                .get(0);
    }

    private static OffsetForLeaderEpochRequestData request(String topic, int partition, int epoch, int currentEpoch) {
        OffsetForLeaderTopicCollection topics = new OffsetForLeaderTopicCollection();
        topics.add(new OffsetForLeaderTopic()
                .setTopic(topic)
                .setPartitions(List.of(new OffsetForLeaderPartition()
                        .setPartition(partition)
                        .setLeaderEpoch(epoch)
                        .setCurrentLeaderEpoch(currentEpoch))));
        return new OffsetForLeaderEpochRequestData().setReplicaId(-1).setTopics(topics);
    }
}
