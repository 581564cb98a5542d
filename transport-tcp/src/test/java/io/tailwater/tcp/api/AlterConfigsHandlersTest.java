package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlterConfigsHandlersTest {

    private static final IncrementalAlterConfigsHandler INCREMENTAL = new IncrementalAlterConfigsHandler();
    private static final AlterConfigsHandler REPLACING = new AlterConfigsHandler();
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;
    private static final byte LOGGER = 8;
    private static final byte CLIENT_METRICS = 16;
    private static final byte GROUP = 32;
    private static final int SET = 0;
    private static final int DELETE = 1;
    private static final int APPEND = 2;

    private CoreBroker core;

    @BeforeEach
    void start() throws Exception {
        core = CoreBroker.start();
        core.topic("words", 1, Map.of("retention.ms", "60000"));
    }

    @AfterEach
    void stop() throws Exception {
        core.close();
    }

    private static AlterableConfig change(String name, int operation, String value) {
        return new AlterableConfig()
                .setName(name)
                .setConfigOperation((byte) operation)
                .setValue(value);
    }

    private static AlterConfigsResource resource(byte type, String name, AlterableConfig... changes) {
        AlterConfigsResource resource =
                new AlterConfigsResource().setResourceType(type).setResourceName(name);
        resource.configs().addAll(List.of(changes));
        return resource;
    }

    private Errors alter(int version, boolean validateOnly, AlterConfigsResource... resources) {
        IncrementalAlterConfigsRequestData request =
                new IncrementalAlterConfigsRequestData().setValidateOnly(validateOnly);
        request.resources().addAll(List.of(resources));
        IncrementalAlterConfigsResponseData response = core.ask(INCREMENTAL, version, request);
        assertThat(response.responses()).hasSameSizeAs(resources);
        Errors error = Errors.forCode(response.responses().get(0).errorCode());
        assertThat(response.responses().get(0).errorMessage() == null).isEqualTo(error == Errors.NONE);
        return error;
    }

    private Errors alter(AlterConfigsResource... resources) {
        return alter(1, false, resources);
    }

    private Map<String, String> ownSettings() {
        return core.broker().topics().find("words").config().overrides();
    }

    @Test
    void changesATopicInEveryVersion() {
        assertThat(alter(0, false, resource(TOPIC, "words", change("flush.ms", SET, "5"))))
                .isEqualTo(Errors.NONE);
        assertThat(ownSettings()).isEqualTo(Map.of("retention.ms", "60000", "flush.ms", "5"));

        assertThat(alter(
                        1,
                        false,
                        resource(
                                TOPIC,
                                "words",
                                change("retention.ms", DELETE, null),
                                change("cleanup.policy", APPEND, "compact"))))
                .isEqualTo(Errors.NONE);
        assertThat(ownSettings()).isEqualTo(Map.of("flush.ms", "5", "cleanup.policy", "delete,compact"));
    }

    @Test
    void onlyChecksWhenToldTo() {
        assertThat(alter(1, true, resource(TOPIC, "words", change("flush.ms", SET, "5"))))
                .isEqualTo(Errors.NONE);
        assertThat(alter(1, true, resource(TOPIC, "words", change("flush.ms", SET, "soon"))))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(ownSettings()).containsOnlyKeys("retention.ms");
    }

    @Test
    void refusesWhatKafkaRefusesWithItsErrors() {
        AlterableConfig fine = change("flush.ms", SET, "5");

        assertThat(alter(resource(TOPIC, "nope", fine))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(alter(resource(TOPIC, "no pe", fine.duplicate()))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(alter(resource(TOPIC, "", fine.duplicate()))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(TOPIC, "words", fine.duplicate(), change("no.such", SET, "1"))))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(resource(TOPIC, "words", change("flush.ms", APPEND, "1"))))
                .isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(resource(TOPIC, "words", change("flush.ms", SET, null))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(TOPIC, "words", change("flush.ms", 4, "1")))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(TOPIC, "words", fine.duplicate(), change("flush.ms", SET, "6"))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(TOPIC, "words", fine.duplicate()), resource(TOPIC, "words")))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(BROKER, "7", change("log.flush.interval.ms", SET, "5"))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(BROKER, "1", change("num.partitions", SET, "5"))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(GROUP, "", change("share.delivery.count.limit", SET, "5"))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(CLIENT_METRICS, "all", change("interval.ms", SET, "5"))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource((byte) 77, "all"))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(ownSettings()).containsOnlyKeys("retention.ms");
    }

    @Test
    void aBrokersChangedDefaultIsEveryTopics() {
        assertThat(alter(resource(BROKER, "", change("message.max.bytes", SET, "5000"))))
                .isEqualTo(Errors.NONE);
        assertThat(core.broker().topics().find("words").config().maxMessageBytes())
                .isEqualTo(5000);
        assertThat(alter(resource(BROKER, "1", change("message.max.bytes", SET, "6000"))))
                .isEqualTo(Errors.NONE);
        assertThat(core.broker().topics().find("words").config().maxMessageBytes())
                .isEqualTo(6000);
    }

    @Test
    void changesTheLevelOfALogger() {
        String logger = "io.tailwater.test." + getClass().getSimpleName();
        java.util.logging.Logger kept = java.util.logging.Logger.getLogger(logger);

        assertThat(alter(resource(LOGGER, "1", change(logger, SET, "DEBUG")))).isEqualTo(Errors.NONE);
        assertThat(kept.getLevel()).isEqualTo(java.util.logging.Level.FINE);
        assertThat(BrokerLoggers.levels()).containsEntry(logger, "DEBUG");
        assertThat(alter(resource(LOGGER, "1", change(logger, DELETE, null)))).isEqualTo(Errors.NONE);
        assertThat(kept.getLevel()).isNull();

        assertThat(alter(resource(LOGGER, "1", change(logger, SET, "LOUD")))).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(resource(LOGGER, "1", change("nobody", SET, "INFO")))).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(alter(resource(LOGGER, "1", change("root", DELETE, null)))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(alter(resource(LOGGER, "7", change("root", SET, "INFO")))).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void replacesEverythingInEveryVersion() {
        for (int version = 0; version <= 2; version++) {
            AlterConfigsRequestData request = new AlterConfigsRequestData();
            request.resources().add(replacing("words", "segment.ms", Integer.toString(100 + version)));
            request.resources().add(replacing("nope", "segment.ms", "1"));

            List<AlterConfigsResourceResponse> answers =
                    core.ask(REPLACING, version, request).responses();

            assertThat(answers)
                    .extracting(answer -> Errors.forCode(answer.errorCode()))
                    .containsExactly(Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION);
            assertThat(ownSettings()).isEqualTo(Map.of("segment.ms", Integer.toString(100 + version)));
        }
    }

    private static AlterConfigsRequestData.AlterConfigsResource replacing(String topic, String name, String value) {
        AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                .setResourceType(TOPIC)
                .setResourceName(topic);
        resource.configs()
                .add(new AlterConfigsRequestData.AlterableConfig().setName(name).setValue(value));
        return resource;
    }

    @Test
    void listsWhatHasSettings() {
        alter(resource(GROUP, "billing", change("share.delivery.count.limit", SET, "3")));
        ListConfigResourcesHandler handler = new ListConfigResourcesHandler();

        ListConfigResourcesResponseData all = core.ask(handler, 1, new ListConfigResourcesRequestData());
        assertThat(all.configResources())
                .containsExactlyInAnyOrder(
                        listed(TOPIC, "words"), listed(BROKER, "1"), listed(LOGGER, "1"), listed(GROUP, "billing"));
        assertThat(core.ask(
                                handler,
                                1,
                                new ListConfigResourcesRequestData().setResourceTypes(List.of(GROUP, CLIENT_METRICS)))
                        .configResources())
                .containsExactly(listed(GROUP, "billing"));
        assertThat(core.ask(handler, 0, new ListConfigResourcesRequestData()).configResources())
                .isEmpty();
        assertThat(core.ask(handler, 1, new ListConfigResourcesRequestData().setResourceTypes(List.of((byte) 3)))
                        .errorCode())
                .isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    }

    private static ConfigResource listed(byte type, String name) {
        return new ConfigResource().setResourceType(type).setResourceName(name);
    }
}
