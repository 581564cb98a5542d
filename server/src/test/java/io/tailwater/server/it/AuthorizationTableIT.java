package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.server.it.AuthorizationTable.Need;
import io.tailwater.server.it.AuthorizationTable.Row;
import io.tailwater.spi.security.Principal;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
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

    private static final Map<ApiKeys, Integer> NEWEST = new HashMap<>();

    @TempDir
    static Path directory;

    private static InProcessBroker broker;

    @BeforeAll
    static void start() throws Exception {
        JsonObject settings = new JsonObject()
                .put("kafka", new JsonObject().put("port", 0))
                .put("storage", new JsonObject().put("directory", directory.toString()))
                .put("security", new JsonObject().put("authorization", true));
        broker = new InProcessBroker(settings, BrokerEnvironment.ofSystem());
        try (RawConnection connection = RawConnection.to(broker.address())) {
            connection
                    .exchange(ApiKeys.API_VERSIONS, 0, new ApiVersionsRequestData(), ApiVersionsResponseData.class)
                    .apiKeys()
                    .forEach(api -> NEWEST.put(ApiKeys.forId(api.apiKey()), (int) api.maxVersion()));
        }
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
                .containsExactlyInAnyOrderElementsOf(NEWEST.keySet());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refusesWithKafkasErrorWhatLacksOneRightAndNothingWithAll(Row row) throws Exception {
        Topic topic = topic();
        for (Need missing : row.needs()) {
            List<Need> others = new ArrayList<>(row.needs());
            others.remove(missing);
            grant(others);
            Map<Errors, Integer> refused = ask(row, row.request(), topic.id());
            assertThat(refused)
                    .as("without %s", missing)
                    .containsKey(KafkaErrors.of(AccessRefusal.code(missing.type())));
            if (missing.type() == ResourceType.TOPIC) {
                // Names of topics that are not there look the same. Ids are no secrets, and nobody guesses them.
                String nowhere = row.request().replace(AuthorizationTable.TOPIC, "nowhere");
                assertThat(ask(row, nowhere, topic.id())).isEqualTo(refused);
            }
        }
        grant(row.needs());
        assertThat(ask(row, row.request(), topic.id()).keySet()).doesNotContainAnyElementsOf(REFUSALS);
    }

    @Test
    void listsHaveWhatMayBeSeenAndNothingElse() throws Exception {
        topic();
        grant(List.of());
        try (Admin admin = broker.clients().admin()) {
            assertThat(Topics.await(admin.listTopics().names())).isEmpty();
            assertThat(Topics.await(admin.listGroups().all())).isEmpty();
            assertThat(Topics.await(
                            admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                                    .authorizedOperations()))
                    .isEmpty();
            grant(List.of(
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
    void fetchThatWaitsGivesNothingToWhomTheRightWasTakenMeanwhile() throws Exception {
        Topic topic = topic();
        grant(List.of(
                new Need(AclOperation.READ, ResourceType.TOPIC, AuthorizationTable.TOPIC),
                new Need(AclOperation.WRITE, ResourceType.TOPIC, AuthorizationTable.TOPIC)));
        try (RawConnection waiting = RawConnection.to(broker.address());
                RawConnection producing = RawConnection.to(broker.address())) {
            long end = Requests.onlyPartition(producing.exchange(
                                    ApiKeys.PRODUCE,
                                    Requests.PRODUCE_VERSION,
                                    Requests.produceTo(topic.name(), 0),
                                    ProduceResponseData.class))
                            .baseOffset()
                    + 1;
            waiting.send(
                    ApiKeys.FETCH,
                    Requests.FETCH_VERSION,
                    Requests.fetch(topic.name(), end, 1_000).setMaxWaitMs(15_000));
            grant(List.of(new Need(AclOperation.WRITE, ResourceType.TOPIC, AuthorizationTable.TOPIC)));
            producing.exchange(
                    ApiKeys.PRODUCE,
                    Requests.PRODUCE_VERSION,
                    Requests.produceTo(topic.name(), 0),
                    ProduceResponseData.class);
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

    private static Topic topic() throws Exception {
        Broker core = broker.core();
        Topic topic = core.topics().find(AuthorizationTable.TOPIC);
        if (topic == null) {
            await(core.topics().create(new NewTopic(AuthorizationTable.TOPIC, 1, Map.of()), false));
        }
        return Objects.requireNonNull(core.topics().find(AuthorizationTable.TOPIC));
    }

    private static void grant(List<Need> needs) throws Exception {
        AccessRules rules = Objects.requireNonNull(broker.core().security().rules());
        await(rules.remove(List.of(AclFilter.ALL)));
        List<AclRule> granted = new ArrayList<>();
        needs.forEach(need -> granted.add(rule(need.operation(), need.type(), need.name())));
        await(rules.add(granted));
    }

    private static AclRule rule(AclOperation operation, ResourceType type, String name) {
        return new AclRule(
                type, PatternType.LITERAL, name, Principal.ANONYMOUS, AclRule.ANY, operation, Permission.ALLOW);
    }

    private static Map<Errors, Integer> ask(Row row, String request, java.util.UUID topicId) throws IOException {
        int version = row.version() == AuthorizationTable.NEWEST
                ? Objects.requireNonNull(NEWEST.get(row.api()))
                : row.version();
        Uuid id = new Uuid(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
        String json = request.replace("'" + AuthorizationTable.TOPIC_ID + "'", "'" + id + "'");
        try (RawConnection connection = RawConnection.to(broker.address())) {
            connection.send(row.api(), version, RequestFromJson.read(row.api(), json));
            ByteBuffer frame = connection.receiveFrame().orElseThrow(() -> new AssertionError("closed"));
            ByteBufferAccessor readable = new ByteBufferAccessor(frame);
            new ResponseHeaderData().read(readable, row.api().responseHeaderVersion((short) version));
            AbstractResponse response = AbstractResponse.parseResponse(row.api(), readable, (short) version);
            return errors(response);
        }
    }

    /** Kafka leaves out the error of the whole in some responses. */
    private static Map<Errors, Integer> errors(AbstractResponse response) {
        Map<Errors, Integer> errors = new HashMap<>(response.errorCounts());
        if (response.data() instanceof DescribeUserScramCredentialsResponseData scram) {
            errors.merge(Errors.forCode(scram.errorCode()), 1, Integer::sum);
        }
        return errors;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }
}
