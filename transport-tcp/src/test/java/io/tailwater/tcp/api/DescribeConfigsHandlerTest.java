package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.TopicSettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DescribeConfigsHandlerTest {

    private static final DescribeConfigsHandler HANDLER = new DescribeConfigsHandler();
    private static final int TOPIC = 2;
    private static final int BROKER = 4;
    private static final int LOGGER = 8;
    private static final int GROUP = 32;
    private static CoreBroker core;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start(Map.of("max.message.bytes", "2000000", "retention.ms", "1000"));
        core.topic("set", 1, Map.of("retention.ms", "60000"));
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void tellsEverySettingOfATopicInEveryVersion() {
        for (int version = 1; version <= 4; version++) {
            DescribeConfigsResult result = ask(version, request(TOPIC, "set", null));
            assertThat(result.errorCode()).isZero();
            assertThat(result.configs()).hasSameSizeAs(TopicSettings.table().definitions());
            assertThat(result.configs())
                    .allSatisfy(entry -> assertThat(entry.synonyms()).isEmpty());
            assertThat(entry(result, "retention.ms").value()).isEqualTo("60000");
            assertThat(entry(result, "retention.ms").configSource()).isEqualTo((byte) 1);
            assertThat(entry(result, "max.message.bytes").value()).isEqualTo("2000000");
            assertThat(entry(result, "max.message.bytes").configSource()).isEqualTo((byte) 4);
            assertThat(entry(result, "durability").value()).isEqualTo("acks");
            assertThat(entry(result, "durability").configSource()).isEqualTo((byte) 5);
            assertThat(entry(result, "durability").configType()).isEqualTo((byte) (version < 3 ? 0 : 2));
        }
    }

    @Test
    void tellsSynonymsTheOneThatCountsFirst() {
        for (int version = 1; version <= 4; version++) {
            DescribeConfigsResult result =
                    ask(version, request(TOPIC, "set", List.of("retention.ms")).setIncludeSynonyms(true));
            assertThat(entry(result, "retention.ms").synonyms())
                    .containsExactly(
                            synonym("retention.ms", "60000", 1),
                            synonym("log.retention.ms", "1000", 4),
                            synonym("log.retention.ms", "604800000", 5));
        }
    }

    @Test
    void documentsSettingsWhereAskedTo() {
        DescribeConfigsRequestData request = request(TOPIC, "set", null);
        assertThat(ask(3, request).configs())
                .allSatisfy(entry -> assertThat(entry.documentation()).isNull());
        request.setIncludeDocumentation(true);
        assertThat(ask(3, request).configs())
                .allSatisfy(entry -> assertThat(entry.documentation()).isNotBlank());
        assertThat(entry(ask(4, request), "remote.copy.lag.ms").documentation()).contains("not yet acted upon");
        assertThat(entry(ask(4, request), "segment.bytes").documentation()).doesNotContain("not yet acted upon");
    }

    @Test
    void tellsOnlyWhatWasAskedFor() {
        DescribeConfigsResult result = ask(4, request(TOPIC, "set", List.of("segment.ms", "no.such.setting")));
        assertThat(result.configs())
                .extracting(DescribeConfigsResourceResult::name)
                .containsExactly("segment.ms");
    }

    @Test
    void tellsWhatIsTrueOfTheBroker() {
        for (int version = 1; version <= 4; version++) {
            DescribeConfigsResult result = ask(version, request(BROKER, "1", null));
            assertThat(entry(result, "message.max.bytes").value()).isEqualTo("2000000");
            assertThat(entry(result, "message.max.bytes").configSource()).isEqualTo((byte) 4);
            assertThat(entry(result, "num.partitions").value()).isEqualTo("2");
            assertThat(entry(result, "auto.create.topics.enable").configSource())
                    .isEqualTo((byte) 5);
            assertThat(entry(result, "log.dirs").value())
                    .isEqualTo(core.directory().toString());
            assertThat(entry(result, "num.partitions").readOnly()).isTrue();
            assertThat(entry(result, "message.max.bytes").readOnly()).isFalse();
        }
        assertThat(ask(4, request(BROKER, "", null)).configs()).isEmpty();
    }

    @Test
    void refusesEachResourceForItself() {
        assertRefused(request(TOPIC, "missing", null), Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertRefused(request(BROKER, "7", null), Errors.INVALID_REQUEST);
        assertRefused(request(BROKER, "one", null), Errors.INVALID_REQUEST);
        assertRefused(request(GROUP, "", null), Errors.INVALID_REQUEST);
        assertRefused(request(LOGGER, "7", null), Errors.INVALID_REQUEST);
        assertRefused(request(99, "some", null), Errors.INVALID_REQUEST);
    }

    @Test
    void saysAFailureOfEveryResource() {
        for (int version = 1; version <= 4; version++) {
            assertThat(core.failed(HANDLER, version, request(TOPIC, "set", null), Errors.UNKNOWN_SERVER_ERROR)
                            .results()
                            .get(0)
                            .errorCode())
                    .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }

    private static void assertRefused(DescribeConfigsRequestData request, Errors error) {
        for (int version = 1; version <= 4; version++) {
            DescribeConfigsResult result = ask(version, request);
            assertThat(Errors.forCode(result.errorCode())).isEqualTo(error);
            assertThat(result.errorMessage()).isNotBlank();
        }
    }

    private static DescribeConfigsSynonym synonym(String name, String value, int source) {
        return new DescribeConfigsSynonym().setName(name).setValue(value).setSource((byte) source);
    }

    private static DescribeConfigsResourceResult entry(DescribeConfigsResult result, String name) {
        return result.configs().stream()
                .filter(entry -> entry.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static DescribeConfigsResult ask(int version, DescribeConfigsRequestData request) {
        return core.ask(HANDLER, version, request).results().get(0);
    }

    private static DescribeConfigsRequestData request(int type, String name, List<String> keys) {
        return new DescribeConfigsRequestData()
                .setResources(List.of(new DescribeConfigsResource()
                        .setResourceType((byte) type)
                        .setResourceName(name)
                        .setConfigurationKeys(keys)));
    }
}
