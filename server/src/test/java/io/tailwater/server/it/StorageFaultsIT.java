package io.tailwater.server.it;

import static io.tailwater.server.it.FaultyEngine.FAULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.BrokerEnvironment;
import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException.Kind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each call of a storage engine fails, for one topic: who asked is told so in a sentence and with Kafka's error for it, the
 * other topics do not notice, and what failed works again when its disk does, but for a log whose force failed.
 */
@Timeout(240)
class StorageFaultsIT {

    private static final String TOPIC = "failing";

    private static boolean isIts(LogId log) {
        return log.topic().equals(TOPIC);
    }

    @TempDir
    Path directory;

    private InProcessBroker broker;
    private RawConnection connection;

    @BeforeEach
    void startWhole() throws Exception {
        start();
        try (Admin admin = broker.clients().admin()) {
            new Topics(admin).create("whole", 1);
        }
    }

    private void start() throws Exception {
        JsonObject storage = new JsonObject()
                .put("engine", FaultyEngine.NAME)
                .put("directory", directory.toString())
                .put("checkpointIntervalMillis", 1_000);
        JsonObject settings = new JsonObject()
                .put("kafka", new JsonObject().put("port", 0))
                .put("topics", new JsonObject().put("autoCreate", false))
                .put("storage", storage);
        broker = new InProcessBroker(settings, BrokerEnvironment.ofSystem());
        connection = RawConnection.to(broker.clients().address());
    }

    @AfterEach
    void stop() throws Exception {
        FAULTS.heal();
        connection.close();
        broker.abandon();
    }

    @ParameterizedTest
    @CsvSource({
        "reserve,IO",
        "reserve,FULL",
        "reserveFor,IO",
        "reserveFor,FULL",
        "append,IO",
        "append,FULL",
        "flush,FULL"
    })
    void refusesAnAppendThatFailedAndTakesTheNext(String call, Kind kind) throws Exception {
        create();
        FAULTS.fail(call, kind, StorageFaultsIT::isIts);
        boolean large = call.equals("reserveFor"); // Only large batches are shown to the log beforehand.

        PartitionProduceResponse refused = produce(TOPIC, large ? Batches.ofSize(200_000) : Batches.of(3));

        assertRefused(refused, call);
        assertOthersWork();
        FAULTS.heal();
        assertThat(Errors.forCode(produce(TOPIC).errorCode())).isEqualTo(Errors.NONE);
    }

    @Test
    void aLogWhoseForceFailedTakesNoMoreUntilTheBrokerIsStartedAgainAndIsReadAllTheSame() throws Exception {
        create();
        produce(TOPIC);
        FAULTS.fail("flush", Kind.IO, StorageFaultsIT::isIts);
        assertRefused(produce(TOPIC), "flush");
        FAULTS.heal();

        assertRefused(produce(TOPIC), "offline until the broker is restarted");
        assertThat(fetch(0)).isEqualTo(Errors.NONE);
        assertOthersWork();

        stop();
        start();
        assertThat(Errors.forCode(produce(TOPIC).errorCode())).isEqualTo(Errors.NONE);
    }

    @Test
    void saysThatItCannotReadAndReadsWhenItCan() throws Exception {
        create();
        produce(TOPIC);
        FAULTS.fail("read", Kind.IO, StorageFaultsIT::isIts);

        assertThat(fetch(0)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertOthersWork();
        FAULTS.heal();
        assertThat(fetch(0)).isEqualTo(Errors.NONE);
    }

    @Test
    void saysThatItCannotReadWhatWasAborted() throws Exception {
        create();
        abortATransaction();
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> latest(1) == latest(0));
        FAULTS.fail("abortedTransactions", Kind.IO, StorageFaultsIT::isIts);

        assertThat(fetch(1)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(fetch(0)).isEqualTo(Errors.NONE);
        FAULTS.heal();
        assertThat(fetch(1)).isEqualTo(Errors.NONE);
    }

    @ParameterizedTest
    @CsvSource({"firstBatchAtOrAfter,0", "batchWithLargestTimestamp,-3"})
    void saysThatItCannotLookUpATime(String call, long timestamp) throws Exception {
        create();
        produce(TOPIC);
        FAULTS.fail(call, Kind.IO, StorageFaultsIT::isIts);

        assertThat(listOffsets(timestamp)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertOthersWork();
        FAULTS.heal();
        assertThat(listOffsets(timestamp)).isEqualTo(Errors.NONE);
    }

    @Test
    void saysThatItCannotDeleteRecords() throws Exception {
        create();
        produce(TOPIC);
        FAULTS.fail("deleteBefore", Kind.IO, StorageFaultsIT::isIts);

        assertThat(deleteRecords()).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertOthersWork();
        FAULTS.heal();
        assertThat(deleteRecords()).isEqualTo(Errors.NONE);
    }

    @Test
    void makesNoTopicWhoseLogCannotBeMade() throws Exception {
        FAULTS.fail("open", Kind.IO, StorageFaultsIT::isIts);

        CreateTopicsResponseData.CreatableTopicResult refused = createTopic();
        assertThat(Errors.forCode(refused.errorCode())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(refused.errorMessage()).contains(TOPIC).contains("open");
        assertOthersWork();
        FAULTS.heal();
        assertThat(Errors.forCode(createTopic().errorCode())).isEqualTo(Errors.NONE);
        assertThat(Errors.forCode(produce(TOPIC).errorCode())).isEqualTo(Errors.NONE);
    }

    @Test
    void servesTheOthersWhenALogCannotBeOpenedAtTheStart() throws Exception {
        create();
        produce(TOPIC);
        stop();
        FAULTS.fail("open", Kind.IO, StorageFaultsIT::isIts);
        start();

        assertRefused(produce(TOPIC), "open");
        assertThat(fetch(0)).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertOthersWork();
    }

    @Test
    void aTopicThatCannotBeDeletedNowCanBeDeletedLater() throws Exception {
        create();
        FAULTS.fail("delete", Kind.IO, StorageFaultsIT::isIts);

        DeleteTopicsResponseData.DeletableTopicResult answer = deleteTopic();
        assertThat(Errors.forCode(answer.errorCode())).isIn(Errors.NONE, Errors.KAFKA_STORAGE_ERROR);
        assertOthersWork();
        FAULTS.heal();
        stop();
        start();
        assertThat(Errors.forCode(deleteTopic().errorCode())).isIn(Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(Errors.forCode(createTopic().errorCode())).isEqualTo(Errors.NONE);
        assertThat(Errors.forCode(produce(TOPIC).errorCode())).isEqualTo(Errors.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "writeBlob"})
    void goesOnWhenItsNotesForTheNextStartCannotBeWritten(String call) throws Exception {
        create();
        long before = FAULTS.struck();
        FAULTS.fail(call, Kind.IO, StorageFaultsIT::isIts);

        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
            produce(TOPIC);
            return FAULTS.struck() > before;
        });

        assertThat(Errors.forCode(produce(TOPIC).errorCode())).isEqualTo(Errors.NONE);
        assertOthersWork();
    }

    private void create() throws IOException {
        assertThat(Errors.forCode(createTopic().errorCode())).isEqualTo(Errors.NONE);
    }

    private CreateTopicsResponseData.CreatableTopicResult createTopic() throws IOException {
        CreatableTopicCollection topics = new CreatableTopicCollection();
        topics.add(new CreatableTopic().setName(TOPIC).setNumPartitions(1).setReplicationFactor((short) 1));
        return connection
                .exchange(
                        ApiKeys.CREATE_TOPICS,
                        7,
                        new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(30_000),
                        CreateTopicsResponseData.class)
                .topics()
                .iterator()
                .next();
    }

    private DeleteTopicsResponseData.DeletableTopicResult deleteTopic() throws IOException {
        return connection
                .exchange(
                        ApiKeys.DELETE_TOPICS,
                        5,
                        new DeleteTopicsRequestData()
                                .setTopicNames(List.of(TOPIC))
                                .setTimeoutMs(30_000),
                        DeleteTopicsResponseData.class)
                .responses()
                .iterator()
                .next();
    }

    private PartitionProduceResponse produce(String topic) throws IOException {
        return produce(topic, Batches.of(3));
    }

    private PartitionProduceResponse produce(String topic, ByteBuffer batch) throws IOException {
        return Requests.onlyPartition(connection.exchange(
                ApiKeys.PRODUCE,
                Requests.PRODUCE_VERSION,
                Requests.produce(topic, 0, batch),
                ProduceResponseData.class));
    }

    private Errors fetch(int isolation) throws IOException {
        FetchRequestData request = Requests.fetch(TOPIC, 0, 100_000).setIsolationLevel((byte) isolation);
        FetchResponseData response =
                connection.exchange(ApiKeys.FETCH, Requests.FETCH_VERSION, request, FetchResponseData.class);
        return Errors.forCode(response.responses().get(0).partitions().get(0).errorCode());
    }

    private Errors listOffsets(long timestamp) throws IOException {
        return Errors.forCode(listOffsets(timestamp, 0).errorCode());
    }

    private long latest(int isolation) throws IOException {
        return listOffsets(ListOffsetsRequest.LATEST_TIMESTAMP, isolation).offset();
    }

    private ListOffsetsPartitionResponse listOffsets(long timestamp, int isolation) throws IOException {
        ListOffsetsRequestData request = new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setIsolationLevel((byte) isolation)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(new ListOffsetsPartition().setTimestamp(timestamp)))));
        ListOffsetsResponseData response =
                connection.exchange(ApiKeys.LIST_OFFSETS, 7, request, ListOffsetsResponseData.class);
        return response.topics().get(0).partitions().get(0);
    }

    private Errors deleteRecords() throws IOException {
        DeleteRecordsRequestData request = new DeleteRecordsRequestData()
                .setTimeoutMs(30_000)
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName(TOPIC)
                        .setPartitions(List.of(new DeleteRecordsPartition().setOffset(1)))));
        DeleteRecordsResponseData response =
                connection.exchange(ApiKeys.DELETE_RECORDS, 2, request, DeleteRecordsResponseData.class);
        return Errors.forCode(response.topics()
                .iterator()
                .next()
                .partitions()
                .iterator()
                .next()
                .errorCode());
    }

    private void abortATransaction() throws Exception {
        try (Producer<byte[], byte[]> producer = broker.clients().producer("transactional.id", "aborting")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, "aborted".getBytes(StandardCharsets.UTF_8)))
                    .get(60, TimeUnit.SECONDS);
            producer.abortTransaction();
        }
    }

    private void assertOthersWork() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(Errors.forCode(produce("whole").errorCode())).isEqualTo(Errors.NONE);
        }
    }

    private static void assertRefused(PartitionProduceResponse answer, String why) {
        assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(answer.errorMessage()).contains(TOPIC + "-0").contains(why);
    }
}
