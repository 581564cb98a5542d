package io.tailwater.tcp.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.share.ShareMember;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ShareSessionsTest {

    private static final ShareMember A = new ShareMember("g", "a");
    private static final ShareMember B = new ShareMember("g", "b");
    private static final ShareMember C = new ShareMember("g", "c");
    private static final PartitionKey ZERO = new PartitionKey(new UUID(1, 1), 0);
    private static final PartitionKey ONE = new PartitionKey(new UUID(1, 1), 1);
    private static final Object CONNECTION = new Object();

    private final ShareSessions sessions = new ShareSessions(2);

    @Test
    void remembersPartitionsAndBeginsWithAnotherOneEachTime() {
        assertThat(fetch(A, 0, ZERO, ONE).opened()).isTrue();

        assertThat(fetch(A, 1).partitions()).containsExactly(ZERO, ONE);
        assertThat(fetch(A, 2).partitions()).containsExactly(ONE, ZERO);
    }

    @Test
    void addsAndForgetsPartitions() {
        fetch(A, 0, ZERO);
        assertThat(fetch(A, 1, ONE).partitions()).containsExactlyInAnyOrder(ZERO, ONE);

        ShareSessions.Plan plan = sessions.fetch(A, 2, List.of(), List.of(ZERO), false, CONNECTION);

        assertThat(plan.partitions()).containsExactly(ONE);
    }

    @Test
    void refusesWrongEpochsAndSessionsThatAreNotThere() {
        assertThat(fetch(A, 1).error()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        assertThat(fetch(A, -1).error()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        assertThat(sessions.acknowledge(A, 1).error()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        fetch(A, 0, ZERO);

        assertThat(fetch(A, 2).error()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(sessions.acknowledge(A, 0).error()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(sessions.acknowledge(A, 2).error()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(sessions.acknowledge(A, 1).error()).isEqualTo(Errors.NONE);
        assertThat(fetch(A, 1).error()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(fetch(A, 2).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void aNewSessionHasNothingToAcknowledge() {
        assertThat(sessions.fetch(A, 0, List.of(ZERO), List.of(), true, CONNECTION)
                        .error())
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void endsWithItsLastEpoch() {
        fetch(A, 0, ZERO);

        ShareSessions.Plan plan = sessions.acknowledge(A, -1);

        assertThat(plan.ended()).isTrue();
        assertThat(plan.partitions()).containsExactly(ZERO);
        assertThat(fetch(A, 1).error()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
    }

    @Test
    void endsWithTheConnectionThatOpenedItLast() {
        fetch(A, 0, ZERO);
        Object other = new Object();
        sessions.fetch(A, 0, List.of(ONE), List.of(), false, other);

        assertThat(sessions.disconnected(A, CONNECTION)).isEmpty();
        assertThat(sessions.size()).isOne();
        assertThat(sessions.disconnected(A, other)).containsExactly(ONE);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void keepsSoManySessionsAndPartitionsAtMost() {
        fetch(A, 0, ZERO);
        fetch(B, 0, ZERO);
        assertThat(fetch(C, 0, ZERO).error()).isEqualTo(Errors.SHARE_SESSION_LIMIT_REACHED);

        sessions.acknowledge(B, -1);
        PartitionKey[] many = new PartitionKey[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = new PartitionKey(new UUID(2, 2), i);
        }
        assertThat(fetch(C, 0, many).error()).isEqualTo(Errors.SHARE_SESSION_LIMIT_REACHED);
        assertThat(fetch(A, 1, many).error()).isEqualTo(Errors.SHARE_SESSION_LIMIT_REACHED);
        assertThat(fetch(C, 0, ZERO).error()).isEqualTo(Errors.NONE);
    }

    private ShareSessions.Plan fetch(ShareMember member, int epoch, PartitionKey... added) {
        return sessions.fetch(member, epoch, List.of(added), List.of(), false, CONNECTION);
    }
}
