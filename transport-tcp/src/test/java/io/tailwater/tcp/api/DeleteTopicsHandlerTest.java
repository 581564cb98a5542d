package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.TopicIds;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeleteTopicsHandlerTest {

    private static final DeleteTopicsHandler HANDLER = new DeleteTopicsHandler();
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
    void deletesByNameInEveryVersion() {
        for (int version = 1; version <= 6; version++) {
            Topic topic = core.topic("gone", 1, Map.of());
            DeletableTopicResult result = ask(version, byName("gone")).get(0);
            assertThat(result.errorCode()).isZero();
            assertThat(result.name()).isEqualTo("gone");
            assertThat(result.topicId()).isEqualTo(version < 6 ? Uuid.ZERO_UUID : TopicIds.toWire(topic.id()));
            assertThat(core.broker().topics().find("gone")).isNull();
        }
    }

    @Test
    void deletesByIdAndTellsTheName() {
        Topic topic = core.topic("by-id", 1, Map.of());
        DeletableTopicResult result = ask(6, byId(TopicIds.toWire(topic.id()))).get(0);
        assertThat(result.errorCode()).isZero();
        assertThat(result.name()).isEqualTo("by-id");
        assertThat(core.broker().topics().find("by-id")).isNull();
    }

    @Test
    void refusesEachTopicForItself() {
        Topic twice = core.topic("twice", 1, Map.of());
        core.topic("fine", 1, Map.of());
        List<DeletableTopicResult> results = ask(
                6,
                byName("missing"),
                byId(Uuid.randomUuid()),
                byName("fine").setTopicId(Uuid.randomUuid()),
                new DeleteTopicState(),
                byName("twice"),
                byId(TopicIds.toWire(twice.id())),
                byName("fine"));
        assertThat(results)
                .extracting(result -> Errors.forCode(result.errorCode()))
                .containsExactly(
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        Errors.UNKNOWN_TOPIC_ID,
                        Errors.INVALID_REQUEST,
                        Errors.INVALID_REQUEST,
                        Errors.NONE,
                        Errors.INVALID_REQUEST,
                        Errors.NONE);
        assertThat(results.get(0).errorMessage()).isNotBlank();
    }

    @Test
    void saysAFailureOfEveryTopic() {
        for (int version = 1; version <= 6; version++) {
            assertThat(core.failed(
                                    HANDLER,
                                    version,
                                    request(version, byName("a"), byName("b")),
                                    Errors.KAFKA_STORAGE_ERROR)
                            .responses())
                    .extracting(DeletableTopicResult::errorCode)
                    .containsExactly(Errors.KAFKA_STORAGE_ERROR.code(), Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    private static DeleteTopicState byName(String name) {
        return new DeleteTopicState().setName(name);
    }

    private static DeleteTopicState byId(Uuid id) {
        return new DeleteTopicState().setTopicId(id);
    }

    private static List<DeletableTopicResult> ask(int version, DeleteTopicState... topics) {
        return List.copyOf(core.ask(HANDLER, version, request(version, topics)).responses());
    }

    private static DeleteTopicsRequestData request(int version, DeleteTopicState... topics) {
        DeleteTopicsRequestData request = new DeleteTopicsRequestData();
        if (version >= 6) {
            return request.setTopics(List.of(topics));
        }
        for (DeleteTopicState topic : topics) {
            request.topicNames().add(topic.name());
        }
        return request;
    }
}
