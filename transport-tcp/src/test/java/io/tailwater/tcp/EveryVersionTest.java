package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.tcp.api.ApiHandler;
import io.tailwater.tcp.api.ApiHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks every API in every version that we claim to speak, over a socket, with Kafka's codec at the other end. */
class EveryVersionTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(LimitsConfig.DEFAULTS);
        server.broker().topic("words");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        LeakWatch.assertNothingLeaked();
    }

    private record Api(ApiKeys key, short version) {}

    static Stream<Api> apis() {
        List<Api> apis = new ArrayList<>();
        ApiHandlers handlers = ApiHandlers.of(new MemoryBroker(LimitsConfig.DEFAULTS));
        for (ApiKeys key : ApiKeys.values()) {
            ApiHandler<?, ?> handler = handlers.find(key.id);
            if (handler != null) {
                for (short version = handler.versions().lowest();
                        version <= handler.versions().highest();
                        version++) {
                    apis.add(new Api(key, version));
                }
            }
        }
        return apis.stream();
    }

    @ParameterizedTest
    @MethodSource("apis")
    void answersInTheVersionAsked(Api api) throws Exception {
        ApiMessage request = api.key().messageType.newRequest();
        if (request instanceof ProduceRequestData produce) {
            produce.setAcks((short) -1);
        }
        if (request instanceof ApiVersionsRequestData apiVersions) {
            apiVersions.setClientSoftwareName("tailwater-test").setClientSoftwareVersion("1.0");
        }
        try (WireClient client = new WireClient(server.port())) {
            var response = client.send(request, api.version(), 77)
                    .receive(api.key().messageType.newResponse(), api.version());

            assertThat(response.correlationId()).isEqualTo(77);
            assertThat(response.bytesLeft()).isZero();
        }
    }

    @Test
    void advertisesWhatItServesAndProduceFromZero() throws Exception {
        try (WireClient client = new WireClient(server.port())) {
            ApiVersionsResponseData answer = client.send(
                            new ApiVersionsRequestData()
                                    .setClientSoftwareName("tailwater-test")
                                    .setClientSoftwareVersion("1.0"),
                            4,
                            1)
                    .receive(new ApiVersionsResponseData(), 4)
                    .body();

            assertThat(answer.apiKeys()).hasSizeGreaterThanOrEqualTo(6);
            assertThat(answer.apiKeys().find(ApiKeys.PRODUCE.id).minVersion()).isZero();
            assertThat(answer.apiKeys().find(ApiKeys.FETCH.id).minVersion()).isEqualTo((short) 4);
            assertThat(answer.finalizedFeatures().find("transaction.version").maxVersionLevel())
                    .isEqualTo((short) 2);
            assertThat(answer.finalizedFeaturesEpoch()).isNotNegative();
        }
    }

    @Test
    void refusesAClientThatNamesItselfBadly() throws Exception {
        try (WireClient client = new WireClient(server.port())) {
            ApiVersionsResponseData answer = client.send(
                            new ApiVersionsRequestData()
                                    .setClientSoftwareName("a b")
                                    .setClientSoftwareVersion("1"),
                            3,
                            1)
                    .receive(new ApiVersionsResponseData(), 3)
                    .body();

            assertThat(answer.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        }
    }

    @Test
    void tellsOfAllTopicsNoTopicsAndTopicsById() throws Exception {
        try (WireClient client = new WireClient(server.port())) {
            assertThat(metadata(client, 0, List.of()).topics()).isNotEmpty();
            assertThat(metadata(client, 1, List.of()).topics()).isEmpty();
            MetadataResponseData all = metadata(client, 12, null);
            assertThat(all.topics().find("words").partitions().get(0).leaderEpoch())
                    .isEqualTo(3);
            assertThat(all.brokers().find(1).port()).isEqualTo(server.port());

            MetadataRequestTopic byId = new MetadataRequestTopic()
                    .setName(null)
                    .setTopicId(all.topics().find("words").topicId());
            MetadataRequestTopic nobody =
                    new MetadataRequestTopic().setName(null).setTopicId(new Uuid(5, 5));
            MetadataResponseData found = metadata(client, 13, List.of(byId, nobody));
            assertThat(found.topics().find("words").errorCode()).isZero();
            assertThat(found.topics().stream()
                            .filter(topic -> topic.name() == null)
                            .findAny()
                            .orElseThrow()
                            .errorCode())
                    .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
        }
    }

    @Test
    void createsATopicOnlyWhenTheClientAllowsIt() throws Exception {
        try (WireClient client = new WireClient(server.port())) {
            MetadataRequestData forbidding = new MetadataRequestData()
                    .setAllowAutoTopicCreation(false)
                    .setTopics(List.of(
                            new MetadataRequestTopic().setName("later"),
                            new MetadataRequestTopic().setName("not legal")));
            MetadataResponseData refused = client.send(forbidding, 9, 1)
                    .receive(new MetadataResponseData(), 9)
                    .body();
            assertThat(refused.topics().find("later").errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            assertThat(refused.topics().find("not legal").errorCode()).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());

            forbidding.setAllowAutoTopicCreation(true);
            MetadataResponseData made = client.send(forbidding, 9, 2)
                    .receive(new MetadataResponseData(), 9)
                    .body();
            assertThat(made.topics().find("later").errorCode()).isZero();
        }
    }

    @Test
    void answersSoonHoweverManyNamesHaveTheSameHash() throws Exception {
        List<String> alike = List.of("");
        for (int pairs = 0; pairs < 16; pairs++) {
            alike = alike.stream()
                    .flatMap(name -> Stream.of(name + "Aa", name + "BB"))
                    .toList();
        }
        try (WireClient client = new WireClient(server.port())) {
            List<MetadataRequestTopic> wanted = alike.stream()
                    .map(name -> new MetadataRequestTopic().setName(name))
                    .toList();
            MetadataRequestData request =
                    new MetadataRequestData().setTopics(wanted).setAllowAutoTopicCreation(false);
            client.send(request, 9, 1);
            assertThat(client.receiveCorrelationId()).isEqualTo(1);
        }
    }

    @Test
    void tellsOfATopicOnceHoweverOftenItIsNamed() throws Exception {
        try (WireClient client = new WireClient(server.port())) {
            List<MetadataRequestTopic> often =
                    Collections.nCopies(100_000, new MetadataRequestTopic().setName("words"));
            assertThat(metadata(client, 4, often).topics()).hasSize(1);
        }
    }

    private static MetadataResponseData metadata(WireClient client, int version, List<MetadataRequestTopic> topics)
            throws Exception {
        return client.send(new MetadataRequestData().setTopics(topics), version, 1)
                .receive(new MetadataResponseData(), version)
                .body();
    }
}
