package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the APIs of transactions say, in every version, over the real core. */
class TransactionHandlersTest {

    private static final byte TRANSACTION = 1;

    private static CoreBroker core;
    private static Topic topic;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start(Map.of());
        topic = core.topic("orders", 2, Map.of());
        core.ask(new FindCoordinatorHandler(), 6, new FindCoordinatorRequestData().setKeyType(TRANSACTION));
        awaitTheCoordinator();
    }

    /** Asks again while it reads its log, as clients do. */
    private static void awaitTheCoordinator() {
        while (describe("nobody").errorCode() == Errors.COORDINATOR_LOAD_IN_PROGRESS.code()) {
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @Test
    void aTransactionBeginsAndEndsInEveryVersion() {
        for (int version = 0; version <= 5; version++) {
            String id = "version-" + version;
            InitProducerIdResponseData producer = init(Math.min(version, 5), id);
            assertThat(Errors.forCode(producer.errorCode())).isEqualTo(Errors.NONE);

            assertThat(add(Math.min(version, 3), id, producer, topic.name(), 0, 1))
                    .containsOnly(Errors.NONE);
            assertThat(addOffsets(Math.min(version, 4), id, producer)).isEqualTo(Errors.NONE);
            EndTxnResponseData ended = end(version, id, producer, false);

            assertThat(Errors.forCode(ended.errorCode())).isEqualTo(Errors.NONE);
            assertThat(ended.producerId()).isEqualTo(version < 5 ? -1 : producer.producerId());
            assertThat(ended.producerEpoch()).isEqualTo((short) (version < 5 ? -1 : 1));
        }
    }

    @Test
    void fencedProducersAreToldSoWhereTheyKnowTheWord() {
        InitProducerIdResponseData zombie = init(5, "fenced");
        init(5, "fenced");

        assertThat(add(1, "fenced", zombie, topic.name(), 0)).containsOnly(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(add(3, "fenced", zombie, topic.name(), 0)).containsOnly(Errors.PRODUCER_FENCED);
        assertThat(addOffsets(1, "fenced", zombie)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(addOffsets(4, "fenced", zombie)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(Errors.forCode(end(1, "fenced", zombie, true).errorCode())).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(Errors.forCode(end(5, "fenced", zombie, true).errorCode())).isEqualTo(Errors.PRODUCER_FENCED);
    }

    @Test
    void addsNothingWhenOnePartitionIsNotThereOrTheBrokersOwn() {
        InitProducerIdResponseData producer = init(5, "partly");

        assertThat(add(3, "partly", producer, topic.name(), 0, 9))
                .containsExactly(Errors.OPERATION_NOT_ATTEMPTED, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(add(3, "partly", producer, "__transaction_state", 0))
                .containsExactly(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(describe("partly").transactionState()).isEqualTo("Empty");
    }

    @Test
    void refusesWhatNamesNobody() {
        InitProducerIdResponseData nobody =
                new InitProducerIdResponseData().setProducerId(1).setProducerEpoch((short) 0);

        assertThat(Errors.forCode(init(5, "").errorCode())).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(add(3, "", nobody, topic.name(), 0)).containsOnly(Errors.INVALID_REQUEST);
        assertThat(add(3, "unknown", nobody, topic.name(), 0)).containsOnly(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(Errors.forCode(end(5, "", nobody, true).errorCode())).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(Errors.forCode(describe("").errorCode())).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(Errors.forCode(describe("unknown").errorCode())).isEqualTo(Errors.TRANSACTIONAL_ID_NOT_FOUND);
    }

    @Test
    void tellsAdministratorsOfTransactions() {
        InitProducerIdResponseData producer = init(5, "listed");
        add(3, "listed", producer, topic.name(), 1, 0);

        TransactionState described = describe("listed");
        ListTransactionsResponseData listed = core.ask(
                new ListTransactionsHandler(),
                1,
                new ListTransactionsRequestData()
                        .setStateFilters(List.of("Ongoing", "Unheard"))
                        .setProducerIdFilters(List.of(producer.producerId())));

        assertThat(described.transactionState()).isEqualTo("Ongoing");
        assertThat(described.producerId()).isEqualTo(producer.producerId());
        assertThat(described.topics().find(topic.name()).partitions()).containsExactly(0, 1);
        assertThat(listed.unknownStateFilters()).containsExactly("Unheard");
        assertThat(listed.transactionStates())
                .extracting(ListTransactionsResponseData.TransactionState::transactionalId)
                .containsExactly("listed");
    }

    private static List<String> listed(String pattern) {
        ListTransactionsResponseData answer = core.ask(
                new ListTransactionsHandler(), 2, new ListTransactionsRequestData().setTransactionalIdPattern(pattern));
        assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.NONE);
        return answer.transactionStates().stream()
                .map(ListTransactionsResponseData.TransactionState::transactionalId)
                .toList();
    }

    @Test
    void listsIdsThatMatchAPatternAsAWhole() {
        init(5, "pattern-a");
        init(5, "pattern-b");

        assertThat(listed("pattern-.*")).containsExactlyInAnyOrder("pattern-a", "pattern-b");
        assertThat(listed(".*-b")).contains("pattern-b").doesNotContain("pattern-a");
        assertThat(listed("pattern")).isEmpty();
        assertThat(listed("")).contains("pattern-a", "pattern-b");
        assertThat(listed(null)).contains("pattern-a", "pattern-b");
        for (String illegal : List.of("(", "(?=a)b", "a".repeat(1_001))) {
            ListTransactionsResponseData refused = core.ask(
                    new ListTransactionsHandler(),
                    2,
                    new ListTransactionsRequestData().setTransactionalIdPattern(illegal));
            assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.INVALID_REGULAR_EXPRESSION);
        }
    }

    @Test
    void endsOffsetsOfATransactionThatHangsWhereAnAdministratorSaysSo() {
        core.ask(new FindCoordinatorHandler(), 6, new FindCoordinatorRequestData().setKeyType((byte) 0));
        InitProducerIdResponseData producer = init(5, "offsets");
        assertThat(addOffsets(4, "offsets", producer)).isEqualTo(Errors.NONE);
        TxnOffsetCommitRequestData commit = new TxnOffsetCommitRequestData()
                .setTransactionalId("offsets")
                .setGroupId("g")
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.producerEpoch())
                .setTopics(List.of(new TxnOffsetCommitRequestTopic()
                        .setName(topic.name())
                        .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(7)
                                .setCommittedMetadata("")))));
        Errors committed;
        do { // the group's coordinator may still read its log
            committed = Errors.forCode(core.ask(new TxnOffsetCommitHandler(), 3, commit)
                    .topics()
                    .get(0)
                    .partitions()
                    .get(0)
                    .errorCode());
        } while (committed == Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(committed).isEqualTo(Errors.NONE);
        assertThat(pendingOffset()).isEqualTo(Errors.UNSTABLE_OFFSET_COMMIT);

        assertThat(abort(producer, "__consumer_offsets")).isEqualTo(Errors.NONE);

        assertThat(pendingOffset()).isEqualTo(Errors.NONE);
        InitProducerIdResponseData older = new InitProducerIdResponseData()
                .setProducerId(producer.producerId())
                .setProducerEpoch((short) (producer.producerEpoch() - 1));
        assertThat(abort(older, "__consumer_offsets")).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
    }

    private static Errors abort(InitProducerIdResponseData producer, String topicName) {
        WritableTxnMarker marker = new WritableTxnMarker()
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.producerEpoch())
                .setTopics(List.of(markerTopic(topicName)));
        return Errors.forCode(
                core.ask(new WriteTxnMarkersHandler(), 1, new WriteTxnMarkersRequestData().setMarkers(List.of(marker)))
                        .markers()
                        .get(0)
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .errorCode());
    }

    /** What a consumer that asks for stable offsets is told. */
    private static Errors pendingOffset() {
        OffsetFetchRequestGroup group = new OffsetFetchRequestGroup()
                .setGroupId("g")
                .setTopics(List.of(
                        new OffsetFetchRequestTopics().setName(topic.name()).setPartitionIndexes(List.of(0))));
        return Errors.forCode(core.ask(
                        new OffsetFetchHandler(),
                        8,
                        new OffsetFetchRequestData().setRequireStable(true).setGroups(List.of(group)))
                .groups()
                .get(0)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .errorCode());
    }

    @Test
    void writesMarkersWhereAnAdministratorSaysSo() {
        for (int version = 1; version <= 2; version++) {
            var answered = core.ask(
                            new WriteTxnMarkersHandler(),
                            version,
                            new WriteTxnMarkersRequestData()
                                    .setMarkers(List.of(new WritableTxnMarker()
                                            .setProducerId(99)
                                            .setProducerEpoch((short) 0)
                                            .setTopics(List.of(
                                                    markerTopic(topic.name()),
                                                    markerTopic("missing"),
                                                    markerTopic("__transaction_state"))))))
                    .markers()
                    .get(0)
                    .topics();

            assertThat(answered)
                    .extracting(one -> Errors.forCode(one.partitions().get(0).errorCode()))
                    .containsExactly(Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.INVALID_TOPIC_EXCEPTION);
        }
    }

    private static WritableTxnMarkerTopic markerTopic(String name) {
        return new WritableTxnMarkerTopic().setName(name).setPartitionIndexes(List.of(0));
    }

    private static InitProducerIdResponseData init(int version, String id) {
        return core.ask(
                new InitProducerIdHandler(),
                version,
                new InitProducerIdRequestData().setTransactionalId(id).setTransactionTimeoutMs(60_000));
    }

    private static List<Errors> add(
            int version, String id, InitProducerIdResponseData producer, String topicName, Integer... partitions) {
        AddPartitionsToTxnTopicCollection topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName(topicName).setPartitions(List.of(partitions)));
        AddPartitionsToTxnResponseData response = core.ask(
                new AddPartitionsToTxnHandler(),
                version,
                new AddPartitionsToTxnRequestData()
                        .setV3AndBelowTransactionalId(id)
                        .setV3AndBelowProducerId(producer.producerId())
                        .setV3AndBelowProducerEpoch(producer.producerEpoch())
                        .setV3AndBelowTopics(topics));
        return response.resultsByTopicV3AndBelow().find(topicName).resultsByPartition().stream()
                .map(result -> Errors.forCode(result.partitionErrorCode()))
                .toList();
    }

    private static Errors addOffsets(int version, String id, InitProducerIdResponseData producer) {
        return Errors.forCode(core.ask(
                        new AddOffsetsToTxnHandler(),
                        version,
                        new AddOffsetsToTxnRequestData()
                                .setTransactionalId(id)
                                .setProducerId(producer.producerId())
                                .setProducerEpoch(producer.producerEpoch())
                                .setGroupId("g"))
                .errorCode());
    }

    private static EndTxnResponseData end(
            int version, String id, InitProducerIdResponseData producer, boolean committed) {
        return core.ask(
                new EndTxnHandler(),
                version,
                new EndTxnRequestData()
                        .setTransactionalId(id)
                        .setProducerId(producer.producerId())
                        .setProducerEpoch(producer.producerEpoch())
                        .setCommitted(committed));
    }

    private static TransactionState describe(String id) {
        return core.ask(
                        new DescribeTransactionsHandler(),
                        0,
                        new DescribeTransactionsRequestData().setTransactionalIds(List.of(id)))
                .transactionStates()
                .get(0);
    }
}
