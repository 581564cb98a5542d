package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.server.it.AuthorizationTable.Need;
import io.tailwater.server.it.AuthorizationTable.Row;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every API, without each of the rights it needs, asked of ours and of a real Kafka. */
@Tag("thorough")
class AuthorizationBesideKafkaIT {

    @TempDir
    static Path directory;

    private static RuledBroker ours;
    private static RuledBroker kafka;
    private static AuthorizationAnswers ourAnswers;
    private static AuthorizationAnswers kafkasAnswers;

    @BeforeAll
    static void start() throws Exception {
        kafka = new RuledKafka(directory);
        ours = new RuledTailwater(directory.resolve("ours"));
        ourAnswers = AuthorizationAnswers.of(ours.address());
        kafkasAnswers = ourAnswers.at(kafka.address());
    }

    @AfterAll
    static void stop() throws Exception {
        if (ours != null) {
            ours.close();
        }
        if (kafka != null) { // neither is there where Kafka's own programs are not
            kafka.close();
        }
    }

    static List<Row> rows() {
        return AuthorizationTable.rows().stream()
                .filter(row -> !isOtherwiseOnPurpose(row))
                .toList();
    }

    /**
     * Ours looks at rights before anything else; Kafka first finds that there is no such share group, and that the older way to
     * alter settings knows no loggers.
     */
    private static boolean isOtherwiseOnPurpose(Row row) {
        return row.api() == ApiKeys.ALTER_SHARE_GROUP_OFFSETS
                || row.api() == ApiKeys.DELETE_SHARE_GROUP_OFFSETS
                || (row.api() == ApiKeys.ALTER_CONFIGS && row.request().contains("'resourceType': 8"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusesWhatKafkaRefusesAndAsItDoes(Row row) throws Exception {
        for (Need missing : row.needs()) {
            List<Need> others = new ArrayList<>(row.needs());
            others.remove(missing);
            assertAlike("without " + missing, row, others);
        }
        assertAlike("with all rights", row, row.needs());
    }

    /** Kafka answers alike perhaps a little later: coordinators are loaded, topics are made. */
    private static void assertAlike(String granted, Row row, List<Need> needs) throws Exception {
        Map<Errors, Integer> answer = answer(ours, ourAnswers, row, needs);
        await(granted)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(answer).isEqualTo(answer(kafka, kafkasAnswers, row, needs)));
    }

    @Test
    void refusesRecordsOfATransactionThatIsNotNamedAsKafkaDoes() throws Exception {
        String request =
                "{'acks': -1, 'topicData': [{'name': 'orders', 'partitionData': [{'records': 'transactional'}]}]}";
        Need write = new Need(AclOperation.WRITE, ResourceType.TOPIC, AuthorizationTable.TOPIC);
        Row row = new Row(ApiKeys.PRODUCE, 12, request, List.of(write));

        assertThat(answer(ours, ourAnswers, row, row.needs()))
                .isEqualTo(answer(kafka, kafkasAnswers, row, row.needs()));
    }

    /** All but those at which Kafka stumbles, and those that can never hold, which Kafka keeps. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'resourceName': ''}",
                "{'resourcePatternType': 3, 'resourceName': ''}",
                "{'resourceName': '*'}",
                "{'resourceName': 'no topic:\u00e9'}",
                "{'resourceType': 4}",
                "{'resourceType': 4, 'resourceName': 'kafka-cluster'}",
                "{'resourceType': 4, 'resourceName': 'kafka-cluster', 'resourcePatternType': 4}",
                "{'resourceType': 6}",
                "{'resourceType': 7, 'resourceName': 'User:x'}",
                "{'resourceType': 99}",
                "{'resourcePatternType': 9}",
                "{'principal': ''}",
                "{'principal': 'alice'}",
                "{'principal': 'Group:alice'}",
                "{'principal': 'User:a:b'}",
                "{'principal': '*'}",
                "{'host': 'nowhere'}",
                "{'operation': 2}",
                "{'operation': 15}",
                "{'operation': 99}",
                "{'permissionType': 2}",
                "{'permissionType': 9}"
            })
    void takesTheRulesThatKafkaTakes(String change) throws Exception {
        JsonObject rule = new JsonObject()
                .put("resourceType", 2)
                .put("resourcePatternType", 3)
                .put("resourceName", "x")
                .put("principal", "User:x")
                .put("host", "*")
                .put("operation", 3)
                .put("permissionType", 3)
                .mergeIn(new JsonObject(change.replace('\'', '"')));
        String request =
                new JsonObject().put("creations", new JsonArray().add(rule)).encode();
        Need alter = new Need(AclOperation.ALTER, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
        Row row = new Row(ApiKeys.CREATE_ACLS, AuthorizationTable.NEWEST, request, List.of(alter));

        assertThat(answer(ours, ourAnswers, row, row.needs()))
                .isEqualTo(answer(kafka, kafkasAnswers, row, row.needs()));
    }

    private static Map<Errors, Integer> answer(
            RuledBroker broker, AuthorizationAnswers answers, Row row, List<Need> granted) throws Exception {
        Uuid topicId = broker.topic();
        broker.grant(granted);
        return answers.to(row, topicId);
    }
}
