package io.tailwater.tcp.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {

    private static final Uuid TOPIC = new Uuid(1, 2);

    private long nowMillis = 1_000_000;
    private final FetchSessions sessions = new FetchSessions(2, () -> nowMillis, new Random(1));

    @Test
    void answersOnlyWhatChanged() {
        int id = create(0, 1, 2);

        assertThat(fetch(id, 1, 10, 10, 10)).isEmpty();
        assertThat(fetch(id, 2, 10, 11, 10)).containsExactly(1);
        assertThat(fetch(id, 3, 10, 11, 10)).isEmpty();
    }

    @Test
    void givesRoomFirstToWhomItGaveNoneLastTime() {
        int id = create(0, 1, 2);
        FetchPlan plan = plan(id, 1);
        FetchedPartition first = plan.partitions().get(0);
        plan.tells(first, data(first, 11), 500);

        assertThat(plan(id, 2).partitions()).extracting(FetchedPartition::index).containsExactly(1, 2, 0);
    }

    @Test
    void tellsAnErrorEveryTimeAndTheFirstGoodAnswerAfterIt() {
        int id = create(0);
        for (int epoch = 1; epoch <= 2; epoch++) {
            FetchPlan plan = plan(id, epoch);
            PartitionData error = new PartitionData().setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code());
            assertThat(plan.tells(plan.partitions().get(0), error, 0)).isTrue();
        }
        assertThat(fetch(id, 3, 10)).containsExactly(0);
        assertThat(fetch(id, 4, 10)).isEmpty();
    }

    @Test
    void forgetsPartitionsAndEndsWithTheLast() {
        int id = create(0, 1);
        FetchRequestData request = new FetchRequestData().setSessionId(id).setSessionEpoch(1);
        request.setForgottenTopicsData(
                List.of(new ForgottenTopic().setTopicId(TOPIC).setPartitions(List.of(0))));
        assertThat(sessions.plan(request, true).partitions())
                .extracting(FetchedPartition::index)
                .containsExactly(1);

        request.setSessionEpoch(2).forgottenTopicsData().get(0).setPartitions(List.of(1));
        FetchPlan last = sessions.plan(request, true);

        assertThat(last.partitions()).isEmpty();
        assertThat(last.sessionId()).isZero();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void refusesWhatDoesNotFitTheSession() {
        int id = create(0);
        assertThat(plan(id + 1, 1).error()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(plan(id, 2).error()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
        assertThat(sessions.plan(new FetchRequestData().setSessionId(id).setSessionEpoch(1), false)
                        .error())
                .isEqualTo(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        assertThat(plan(id, 1).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void endsASessionWhenItsClientSaysSo() {
        int id = create(0);

        FetchPlan plan = plan(id, -1);

        assertThat(plan.sessionId()).isZero();
        assertThat(plan(id, 1).error()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void keepsYoungSessionsAndEvictsTheLongUnused() {
        int first = create(0);
        int second = create(0, 1);
        assertThat(create(0, 1, 2)).as("no room, all are young").isZero();

        nowMillis += 120_001;
        assertThat(plan(second, 1).error()).isEqualTo(Errors.NONE);
        assertThat(create(0)).isPositive();

        assertThat(plan(first, 1).error()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(plan(second, 2).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void evictsAnOldSessionInUseOnlyForOneThatIsAsLarge() {
        int small = create(0, 1);
        int large = create(0, 1, 2, 3);
        nowMillis += 120_001;
        plan(small, 1);
        plan(large, 1);

        assertThat(create(0)).as("smaller than any").isZero();
        assertThat(create(0, 1)).isPositive();
        assertThat(plan(small, 2).error()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(plan(large, 2).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void boundsThePartitionsOfAllSessions() {
        int[] many = new int[201];
        for (int i = 0; i < many.length; i++) {
            many[i] = i;
        }
        assertThat(create(many)).isZero();
        int id = create(0);

        FetchPlan plan = sessions.plan(request(many).setSessionId(id).setSessionEpoch(1), true);

        assertThat(plan.error()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(sessions.size()).isZero();
    }

    private int create(int... partitions) {
        FetchPlan plan = sessions.plan(request(partitions).setSessionEpoch(0), true);
        for (FetchedPartition partition : plan.partitions()) {
            assertThat(plan.tells(partition, data(partition, 10), 0)).isTrue();
        }
        return plan.sessionId();
    }

    private FetchPlan plan(int id, int epoch) {
        return sessions.plan(new FetchRequestData().setSessionId(id).setSessionEpoch(epoch), true);
    }

    private List<Integer> fetch(int id, int epoch, long... highWatermarks) {
        FetchPlan plan = plan(id, epoch);
        List<Integer> told = new ArrayList<>();
        for (FetchedPartition partition : plan.partitions()) {
            if (plan.tells(partition, data(partition, highWatermarks[partition.index()]), 0)) {
                told.add(partition.index());
            }
        }
        return told;
    }

    private static PartitionData data(FetchedPartition partition, long highWatermark) {
        return new PartitionData()
                .setPartitionIndex(partition.index())
                .setHighWatermark(highWatermark)
                .setLogStartOffset(0);
    }

    private static FetchRequestData request(int... partitions) {
        FetchTopic topic = new FetchTopic().setTopicId(TOPIC);
        for (int partition : partitions) {
            topic.partitions().add(new FetchPartition().setPartition(partition));
        }
        return new FetchRequestData().setTopics(List.of(topic));
    }
}
