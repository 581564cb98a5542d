package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.server.it.AuthorizationTable.Need;
import io.tailwater.server.it.AuthorizationTable.Row;
import io.tailwater.tcp.wire.KafkaErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every API, without each of the rights it needs, over a socket. */
class AuthorizationTableIT {

    private static final Set<Errors> REFUSALS = EnumSet.of(
            Errors.TOPIC_AUTHORIZATION_FAILED,
            Errors.GROUP_AUTHORIZATION_FAILED,
            Errors.CLUSTER_AUTHORIZATION_FAILED,
            Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);

    private static final int METADATA_VERSION = 12;

    @TempDir
    static Path directory;

    private static RuledTailwater broker;
    private static AuthorizationAnswers answers;

    @BeforeAll
    static void start() throws Exception {
        broker = new RuledTailwater(directory);
        answers = AuthorizationAnswers.of(broker.address());
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    static List<Row> rows() {
        return AuthorizationTable.rows();
    }

    @Test
    void everyApiOfTheBrokerIsInTheTable() {
        assertThat(rows().stream().map(Row::api).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(answers.apis());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusesWithKafkasErrorWhatLacksOneRightAndNothingWithAll(Row row) throws Exception {
        Uuid topicId = broker.topic();
        for (Need missing : row.needs()) {
            List<Need> others = new ArrayList<>(row.needs());
            others.remove(missing);
            broker.grant(others);
            Map<Errors, Integer> refused = answers.to(row, topicId);
            assertThat(refused)
                    .as("without %s", missing)
                    .containsKey(KafkaErrors.of(AccessRefusal.code(missing.type())));
            if (missing.type() == ResourceType.TOPIC) {
                // Names of topics that are not there look the same. Ids are no secrets, and nobody guesses them.
                String nowhere = row.request().replace(AuthorizationTable.TOPIC, "nowhere");
                assertThat(answers.to(row, nowhere, topicId)).isEqualTo(refused);
            }
        }
        broker.grant(row.needs());
        assertThat(answers.to(row, topicId).keySet()).doesNotContainAnyElementsOf(REFUSALS);
    }

    @Test
    void listsHaveWhatMayBeSeenAndNothingElse() throws Exception {
        broker.topic();
        broker.grant(List.of());
        try (Admin admin = broker.broker().clients().admin()) {
            assertThat(Topics.await(admin.listTopics().names())).isEmpty();
            assertThat(Topics.await(admin.listGroups().all())).isEmpty();
            assertThat(Topics.await(
                            admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                                    .authorizedOperations()))
                    .isEmpty();
            broker.grant(List.of(
                    new Need(AclOperation.READ, ResourceType.TOPIC, AuthorizationTable.TOPIC),
                    new Need(AclOperation.ALTER, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)));
            assertThat(Topics.await(admin.listTopics().names())).containsExactly(AuthorizationTable.TOPIC);
            assertThat(Topics.await(
                            admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                                    .authorizedOperations()))
                    .containsExactlyInAnyOrder(
                            org.apache.kafka.common.acl.AclOperation.ALTER,
                            org.apache.kafka.common.acl.AclOperation.DESCRIBE);
        }
    }

    @Test
    void recordsOfATransactionThatIsNotNamedGetInNowhere() throws Exception {
        Uuid topicId = broker.topic();
        Need write = new Need(AclOperation.WRITE, ResourceType.TOPIC, AuthorizationTable.TOPIC);
        broker.grant(List.of(write));
        String request =
                "{'acks': -1, 'topicData': [{'name': 'orders', 'partitionData': [{'index': 0, 'records': %s}]}]}";
        Row transactional = new Row(ApiKeys.PRODUCE, 12, request.formatted("'transactional'"), List.of());
        Row plain = new Row(ApiKeys.PRODUCE, 12, request.formatted("1"), List.of());

        assertThat(answers.to(transactional, topicId)).containsOnlyKeys(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        assertThat(answers.to(plain, topicId)).containsOnlyKeys(Errors.NONE);
    }

    @Test
    void fetchThatWaitsGivesNothingToWhomTheRightWasTakenMeanwhile() throws Exception {
        broker.topic();
        Need write = new Need(AclOperation.WRITE, ResourceType.TOPIC, AuthorizationTable.TOPIC);
        broker.grant(List.of(
                new Need(AclOperation.READ, ResourceType.TOPIC, AuthorizationTable.TOPIC),
                write,
                new Need(AclOperation.CREATE, ResourceType.TOPIC, "sign"),
                new Need(AclOperation.DESCRIBE, ResourceType.TOPIC, "sign")));
        try (RawConnection waiting = RawConnection.to(broker.address());
                RawConnection producing = RawConnection.to(broker.address())) {
            long end = produce(producing) + 1;
            FetchRequestData fetch =
                    Requests.fetch(AuthorizationTable.TOPIC, end, 1_000).setMaxWaitMs(50_000);
            waiting.send(ApiKeys.FETCH, Requests.FETCH_VERSION, fetch);
            // Requests of a connection are begun in their order: what the next one does shows that the fetch was let
            // in.
            waiting.send(
                    ApiKeys.METADATA,
                    METADATA_VERSION,
                    RequestFromJson.read(
                            ApiKeys.METADATA, "{'allowAutoTopicCreation': true, 'topics': [{'name': 'sign'}]}"));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> broker.broker().core().topics().find("sign") != null);
            broker.grant(List.of(write));
            assertThat(produce(producing)).isEqualTo(end);

            FetchResponseData.PartitionData answer = waiting.receive(
                            ApiKeys.FETCH, Requests.FETCH_VERSION, FetchResponseData.class)
                    .responses()
                    .get(0)
                    .partitions()
                    .get(0);

            assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED);
            assertThat(answer.records().sizeInBytes()).isZero();
        }
    }

    private static long produce(RawConnection connection) throws IOException {
        ProduceResponseData.PartitionProduceResponse answer = Requests.onlyPartition(connection.exchange(
                ApiKeys.PRODUCE,
                Requests.PRODUCE_VERSION,
                Requests.produceTo(AuthorizationTable.TOPIC, 0),
                ProduceResponseData.class));
        assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.NONE);
        return answer.baseOffset();
    }
}
