package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.TopicIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopicCollection;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DescribeCluster, DescribeLogDirs, DescribeTopicPartitions. */
class DescribeHandlersTest {

    private static final DescribeClusterHandler CLUSTER = new DescribeClusterHandler();
    private static final DescribeLogDirsHandler LOG_DIRS = new DescribeLogDirsHandler();
    private static final DescribeTopicPartitionsHandler PARTITIONS = new DescribeTopicPartitionsHandler();
    private static CoreBroker core;
    private static Topic large;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start();
        large = core.topic("b-large", 5, Map.of());
        core.topic("a-small", 1, Map.of());
        core.topic("c-small", 1, Map.of());
        core.append(large, 3, 1, 2, 3);
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void tellsTheClusterInEveryVersion() {
        for (int version = 0; version <= 2; version++) {
            DescribeClusterResponseData response = core.ask(
                    CLUSTER, version, new DescribeClusterRequestData().setIncludeClusterAuthorizedOperations(true));
            assertThat(response.clusterId()).isEqualTo(core.broker().clusterId());
            assertThat(response.controllerId()).isEqualTo(1);
            assertThat(response.clusterAuthorizedOperations()).isEqualTo(0b1_1111_1010_0000);
            assertThat(response.brokers())
                    .containsExactly(new DescribeClusterBroker()
                            .setBrokerId(1)
                            .setHost("broker.example")
                            .setPort(9092));
        }
    }

    @Test
    void hasNoControllersToTalkTo() {
        assertThat(endpoint(2)).isEqualTo(Errors.MISMATCHED_ENDPOINT_TYPE);
        assertThat(endpoint(3)).isEqualTo(Errors.UNSUPPORTED_ENDPOINT_TYPE);
        assertThat(core.failed(CLUSTER, 0, new DescribeClusterRequestData(), Errors.UNKNOWN_SERVER_ERROR)
                        .errorCode())
                .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    @Test
    void tellsSizesAndRoomInEveryVersion() {
        for (int version = 1; version <= 5; version++) {
            DescribeLogDirsResult result = describe(version, new DescribeLogDirsRequestData().setTopics(null));
            assertThat(result.logDir()).isEqualTo(core.directory().toString());
            assertThat(result.topics()).hasSize(3);
            assertThat(result.topics().get(1).name()).isEqualTo("b-large");
            assertThat(result.topics().get(1).partitions())
                    .extracting(DescribeLogDirsPartition::partitionSize)
                    .satisfies(sizes -> assertThat(sizes.get(3)).isPositive())
                    .satisfies(sizes -> assertThat(sizes.get(0)).isZero());
            assertThat(result.totalBytes() > 0).isEqualTo(version >= 4);
            assertThat(result.usableBytes() > 0).isEqualTo(version >= 4);
        }
    }

    @Test
    void leavesOutPartitionsThatAreNotThere() {
        DescribableLogDirTopicCollection topics = new DescribableLogDirTopicCollection();
        topics.add(new DescribableLogDirTopic().setTopic("b-large").setPartitions(List.of(3, 99)));
        topics.add(new DescribableLogDirTopic().setTopic("missing").setPartitions(List.of(0)));
        DescribeLogDirsResult result = describe(5, new DescribeLogDirsRequestData().setTopics(topics));
        assertThat(result.topics()).hasSize(1);
        assertThat(result.topics().get(0).partitions())
                .extracting(DescribeLogDirsPartition::partitionIndex)
                .containsExactly(3);
        assertThat(core.failed(LOG_DIRS, 3, new DescribeLogDirsRequestData(), Errors.KAFKA_STORAGE_ERROR)
                        .errorCode())
                .isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
    }

    @Test
    void tellsEveryPartitionPageByPage() {
        for (int limit = 1; limit <= 8; limit++) {
            List<String> told = new ArrayList<>();
            Cursor cursor = null;
            int pages = 0;
            do {
                DescribeTopicPartitionsResponseData page =
                        pages(new DescribeTopicPartitionsRequestData(), limit, cursor);
                int size = told.size();
                page.topics()
                        .forEach(topic -> topic.partitions()
                                .forEach(partition -> told.add(topic.name() + "-" + partition.partitionIndex())));
                assertThat(told.size() - size).isBetween(1, limit);
                cursor = page.nextCursor() == null
                        ? null
                        : new Cursor()
                                .setTopicName(page.nextCursor().topicName())
                                .setPartitionIndex(page.nextCursor().partitionIndex());
                pages++;
            } while (cursor != null);
            assertThat(told)
                    .containsExactly(
                            "a-small-0", "b-large-0", "b-large-1", "b-large-2", "b-large-3", "b-large-4", "c-small-0");
            assertThat(pages).isEqualTo((7 + limit - 1) / limit);
        }
    }

    @Test
    void tellsTopicsAskedForInTheOrderOfNames() {
        DescribeTopicPartitionsRequestData request = new DescribeTopicPartitionsRequestData()
                .setTopics(List.of(
                        new TopicRequest().setName("missing"),
                        new TopicRequest().setName("not legal"),
                        new TopicRequest().setName("b-large"),
                        new TopicRequest().setName("a-small")));
        DescribeTopicPartitionsResponseData response = pages(request, 2000, null);
        assertThat(response.nextCursor()).isNull();
        assertThat(response.topics().stream().map(topic -> topic.name() + " " + Errors.forCode(topic.errorCode())))
                .containsExactly(
                        "a-small NONE",
                        "b-large NONE",
                        "missing UNKNOWN_TOPIC_OR_PARTITION",
                        "not legal INVALID_TOPIC_EXCEPTION");
        assertThat(response.topics().find("b-large").topicId()).isEqualTo(TopicIds.toWire(large.id()));
        assertThat(response.topics().find("b-large").partitions().get(4).isrNodes())
                .containsExactly(1);
    }

    @Test
    void goesOnAfterATopicThatWentAway() {
        DescribeTopicPartitionsResponseData page = pages(
                new DescribeTopicPartitionsRequestData(),
                2000,
                new Cursor().setTopicName("b-gone").setPartitionIndex(7));
        assertThat(page.topics().stream()
                        .map(topic -> topic.name() + topic.partitions().size()))
                .containsExactly("b-large5", "c-small1");
    }

    @Test
    void refusesACursorThatPointsNowhere() {
        DescribeTopicPartitionsRequestData request =
                new DescribeTopicPartitionsRequestData().setTopics(List.of(new TopicRequest().setName("a-small")));
        assertThat(pages(request, 1, new Cursor().setTopicName("a-small").setPartitionIndex(-1))
                        .topics()
                        .find("a-small")
                        .errorCode())
                .isEqualTo(Errors.INVALID_REQUEST.code());
    }

    private static Errors endpoint(int type) {
        return Errors.forCode(core.ask(CLUSTER, 1, new DescribeClusterRequestData().setEndpointType((byte) type))
                .errorCode());
    }

    private static DescribeLogDirsResult describe(int version, DescribeLogDirsRequestData request) {
        DescribeLogDirsResponseData response = core.ask(LOG_DIRS, version, request);
        assertThat(response.errorCode()).isZero();
        assertThat(response.results()).hasSize(1);
        return response.results().get(0);
    }

    private static DescribeTopicPartitionsResponseData pages(
            DescribeTopicPartitionsRequestData request, int limit, Cursor cursor) {
        return core.ask(PARTITIONS, 0, request.setResponsePartitionLimit(limit).setCursor(cursor));
    }
}
