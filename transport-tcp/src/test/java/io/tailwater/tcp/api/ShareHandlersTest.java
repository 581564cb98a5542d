package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Result;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.share.ShareSessions;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgePartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ShareFetch and ShareAcknowledge against core as it is. */
class ShareHandlersTest {

    private static final byte ACCEPT = 1;
    private static final byte RELEASE = 2;
    private static final byte RENEW = 4;

    /** To wait for records that are there, however slow this machine is. */
    private static final int ENOUGH_MILLIS = 60_000;

    private static CoreBroker core;
    private static int topics;

    private final ShareSessions sessions = new ShareSessions(100);
    private final ShareFetchHandler fetching = new ShareFetchHandler(sessions);
    private final ShareAcknowledgeHandler acknowledging = new ShareAcknowledgeHandler(sessions);
    private Topic topic;
    private String group;

    @BeforeAll
    static void start() throws Exception {
        core = CoreBroker.start();
        core.await(() -> core.broker().shares().prepare());
        Result<List<ShareOffset>> loaded;
        do {
            loaded = core.await(() -> core.broker().shares().offsets("nobody"));
        } while (loaded instanceof Result.Refused<List<ShareOffset>>);
    }

    @AfterAll
    static void stop() throws Exception {
        core.close();
    }

    @BeforeEach
    void makeATopic() {
        topic = core.topic("shared-" + ++topics, 2, Map.of());
        group = "group-" + topics;
    }

    /** Opens a session, and begins at the end of the topic. */
    private void open(String member) {
        assertThat(errorOf(fetch(member, 0, 0, topic.id()))).isEqualTo(Errors.NONE);
    }

    @Test
    void givesRecordsAndTakesAcknowledgements() {
        open("a");
        core.append(topic, 0, 1, 2, 3);

        ShareFetchResponseData got = fetch("a", 1, ENOUGH_MILLIS, topic.id());

        assertThat(acquired(got)).containsExactly(range(0, 2, 1));
        assertThat(partition(got).records().sizeInBytes()).isPositive();
        assertThat(got.acquisitionLockTimeoutMs()).isEqualTo(30_000);
        fetching.discard(got);
        assertThat(errorOf(acknowledge("a", 2, 0, 2, ACCEPT))).isEqualTo(Errors.NONE);
        assertThat(acquired(fetch("a", 3, 0, topic.id()))).isEmpty();
    }

    @Test
    void takesAcknowledgementsWithAFetchBeforeItGivesRecords() {
        open("a");
        core.append(topic, 0, 1, 2, 3);
        fetching.discard(fetch("a", 1, ENOUGH_MILLIS, topic.id()));

        ShareFetchRequestData request = request("a", 2, ENOUGH_MILLIS, topic.id());
        request.topics()
                .find(TopicIds.toWire(topic.id()))
                .partitions()
                .find(0)
                .setAcknowledgementBatches(List.of(said(0, 2, ACCEPT, RELEASE, ACCEPT)));
        ShareFetchResponseData got = ask(request);

        assertThat(acquired(got)).containsExactly(range(1, 1, 2));
        assertThat(partition(got).acknowledgeErrorCode()).isZero();
        fetching.discard(got);
    }

    @Test
    void sendsOnlyBatchesWithRecordsThatWereAcquired() {
        open("a");
        core.append(topic, 0, 1, 2, 3);
        core.append(topic, 0, 1, 2, 3);
        core.append(topic, 0, 1, 2, 3);
        ShareFetchResponseData all = fetch("a", 1, ENOUGH_MILLIS, topic.id());
        int size = partition(all).records().sizeInBytes();
        fetching.discard(all);
        acknowledge("a", 2, 4, 4, RELEASE);

        ShareFetchResponseData one = fetch("a", 3, ENOUGH_MILLIS, topic.id());

        assertThat(acquired(one)).containsExactly(range(4, 4, 2));
        assertThat(partition(one).records().sizeInBytes()).isEqualTo(size / 3);
        fetching.discard(one);
    }

    @Test
    void waitsUntilRecordsCome() {
        open("a");
        Future<ShareFetchResponseData> waiting = asked(request("a", 1, ENOUGH_MILLIS, topic.id()));
        core.append(topic, 1, 1, 2);

        ShareFetchResponseData got = core.await(() -> waiting);

        assertThat(partition(got).partitionIndex()).isOne();
        assertThat(acquired(got)).containsExactly(range(0, 1, 1));
        fetching.discard(got);
    }

    @Test
    void waitsUntilRecordsComeBack() {
        open("a");
        open("b");
        core.append(topic, 0, 1, 2, 3);
        fetching.discard(fetch("a", 1, ENOUGH_MILLIS, topic.id()));
        Future<ShareFetchResponseData> waiting = asked(request("b", 1, ENOUGH_MILLIS, topic.id()));
        acknowledge("a", 2, 1, 2, RELEASE);

        ShareFetchResponseData got = core.await(() -> waiting);

        assertThat(acquired(got)).containsExactly(range(1, 2, 2));
        fetching.discard(got);
    }

    @Test
    void manyMembersWaitAndEachRecordIsOnes() {
        int members = 10;
        for (int i = 0; i < members; i++) {
            open("m" + i);
        }
        List<Future<ShareFetchResponseData>> waiting = IntStream.range(0, members)
                .mapToObj(i ->
                        asked(request("m" + i, 1, ENOUGH_MILLIS, topic.id()).setMaxRecords(1)))
                .toList();
        for (int i = 0; i < members; i++) {
            core.append(topic, 0, 1);
        }

        List<Long> offsets = waiting.stream()
                .map(fetch -> core.await(() -> fetch))
                .peek(fetching::discard)
                .map(got -> acquired(got).get(0).firstOffset())
                .sorted()
                .toList();

        assertThat(offsets).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void givesBackWhatAMemberHasThatEndsItsSession() {
        open("a");
        open("b");
        core.append(topic, 0, 1, 2, 3);
        fetching.discard(fetch("a", 1, ENOUGH_MILLIS, topic.id()));

        assertThat(errorOf(acknowledge("a", -1, 0, 0, ACCEPT))).isEqualTo(Errors.NONE);

        ShareFetchResponseData got = fetch("b", 1, ENOUGH_MILLIS, topic.id());
        assertThat(acquired(got)).containsExactly(range(1, 2, 1));
        fetching.discard(got);
    }

    @Test
    void refusesWrongSessions() {
        assertThat(errorOf(fetch("a", 1, 0, topic.id()))).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        open("a");
        assertThat(errorOf(fetch("a", 2, 0, topic.id()))).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(topError(acknowledge("a", 0, 0, 0, ACCEPT))).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(topError(acknowledge("b", 1, 0, 0, ACCEPT))).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        assertThat(errorOf(ask(request("", 0, 0, topic.id())))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(ask(request("a", 0, 0, topic.id()).setGroupId(null))))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(ask(request("a".repeat(1_001), 0, 0, topic.id())))).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void refusesAcknowledgementsThatMakeNoSenseAndTakesNothingOfThem() {
        open("a");
        open("b");
        core.append(topic, 0, 1, 2, 3);
        fetching.discard(fetch("a", 1, ENOUGH_MILLIS, topic.id()));

        assertThat(errorOf(acknowledge("a", 2, 2, 0, ACCEPT))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(acknowledge("a", 3, 0, 2, ACCEPT, ACCEPT))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(acknowledge("a", 4, 0, 2))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(acknowledge("a", 5, 0, 2, (byte) 5))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(acknowledge("a", 6, 0, 2, RENEW))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(acknowledge("a", 7, 0, 3, ACCEPT))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(errorOf(acknowledge("b", 1, 0, 2, ACCEPT))).isEqualTo(Errors.INVALID_RECORD_STATE);
        assertThat(errorOf(acknowledge("a", 8, 0, 2, ACCEPT))).isEqualTo(Errors.NONE);
    }

    @Test
    void saysSoOfTopicsAndPartitionsThatAreNotThere() {
        UUID nobody = new UUID(5, 5);
        assertThat(partitionError(fetch("a", 0, 1_000, nobody))).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
        ShareFetchRequestData request = request("b", 0, ENOUGH_MILLIS, topic.id());
        request.topics().find(TopicIds.toWire(topic.id())).partitions().clear();
        request.topics().find(TopicIds.toWire(topic.id())).partitions().add(new FetchPartition().setPartitionIndex(9));
        assertThat(partitionError(ask(request))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void forgetsATopicThatIsDeletedAndWakesWhoWaitsForIt() {
        open("a");
        Future<ShareFetchResponseData> waiting = asked(request("a", 1, ENOUGH_MILLIS, topic.id()));

        core.await(() -> core.broker().topics().delete(topic.id()));

        assertThat(partitionError(core.await(() -> waiting))).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
    }

    private ShareFetchRequestData request(String member, int epoch, int maxWaitMillis, UUID topicId) {
        FetchTopic asked = new FetchTopic().setTopicId(TopicIds.toWire(topicId));
        asked.partitions().add(new FetchPartition().setPartitionIndex(0));
        asked.partitions().add(new FetchPartition().setPartitionIndex(1));
        ShareFetchRequestData request = new ShareFetchRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setShareSessionEpoch(epoch)
                .setMaxWaitMs(maxWaitMillis)
                .setMinBytes(1)
                .setMaxBytes(1 << 20)
                .setMaxRecords(100)
                .setBatchSize(100);
        request.topics().add(asked);
        return request;
    }

    private ShareFetchResponseData fetch(String member, int epoch, int maxWaitMillis, UUID topicId) {
        return ask(request(member, epoch, maxWaitMillis, topicId));
    }

    private ShareFetchResponseData ask(ShareFetchRequestData request) {
        Future<ShareFetchResponseData> answer = asked(request);
        return core.await(() -> answer);
    }

    private Future<ShareFetchResponseData> asked(ShareFetchRequestData request) {
        ShareFetchRequestData received = WireCopy.received(fetching, 2, request);
        AtomicReference<Future<ShareFetchResponseData>> answer = new AtomicReference<>();
        core.await(() -> {
            answer.set(fetching.handle(new FakeRequestContext(core.broker(), (short) 2), received));
            return Future.succeededFuture();
        });
        return answer.get();
    }

    private ShareAcknowledgeResponseData acknowledge(String member, int epoch, long first, long last, Byte... types) {
        AcknowledgeTopic asked = new AcknowledgeTopic().setTopicId(TopicIds.toWire(topic.id()));
        asked.partitions()
                .add(new AcknowledgePartition()
                        .setPartitionIndex(0)
                        .setAcknowledgementBatches(List.of(new ShareAcknowledgeRequestData.AcknowledgementBatch()
                                .setFirstOffset(first)
                                .setLastOffset(last)
                                .setAcknowledgeTypes(List.of(types)))));
        ShareAcknowledgeRequestData request = new ShareAcknowledgeRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setShareSessionEpoch(epoch);
        request.topics().add(asked);
        return core.ask(acknowledging, 2, request);
    }

    private static AcknowledgementBatch said(long first, long last, Byte... types) {
        return new AcknowledgementBatch()
                .setFirstOffset(first)
                .setLastOffset(last)
                .setAcknowledgeTypes(List.of(types));
    }

    private static AcquiredRecords range(long first, long last, int deliveryCount) {
        return new AcquiredRecords().setFirstOffset(first).setLastOffset(last).setDeliveryCount((short) deliveryCount);
    }

    private static PartitionData partition(ShareFetchResponseData response) {
        return response.responses().iterator().next().partitions().get(0);
    }

    private static List<AcquiredRecords> acquired(ShareFetchResponseData response) {
        assertThat(errorOf(response)).isEqualTo(Errors.NONE);
        return response.responses().isEmpty() ? List.of() : partition(response).acquiredRecords();
    }

    private static Errors errorOf(ShareFetchResponseData response) {
        return Errors.forCode(response.errorCode());
    }

    private static Errors partitionError(ShareFetchResponseData response) {
        return Errors.forCode(partition(response).errorCode());
    }

    private static Errors topError(ShareAcknowledgeResponseData response) {
        return Errors.forCode(response.errorCode());
    }

    private static Errors errorOf(ShareAcknowledgeResponseData response) {
        assertThat(response.errorCode()).isZero();
        return Errors.forCode(
                response.responses().iterator().next().partitions().get(0).errorCode());
    }
}
