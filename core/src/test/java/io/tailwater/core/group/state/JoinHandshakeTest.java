package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinAnswer.MemberIdRequired;
import io.tailwater.core.result.ErrorCode;
import org.junit.jupiter.api.Test;

/** How somebody new becomes a member. */
class JoinHandshakeTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client client = groups.client("g");

    @Test
    void givesSomebodyNewAnIdToComeBackWith() {
        MemberIdRequired first = (MemberIdRequired) client.join().value();
        assertThat(first.memberId()).startsWith("client-");

        client.memberId = first.memberId();
        JoinAnswer.Joined joined = (JoinAnswer.Joined) client.join().value();

        assertThat(joined.memberId()).isEqualTo(first.memberId());
        assertThat(joined.generationId()).isEqualTo(1);
        assertThat(joined.leaderId()).isEqualTo(first.memberId());
        assertThat(joined.members()).hasSize(1);
    }

    @Test
    void letsInWithoutAnIdWhoDoesNotKnowOfThat() {
        JoinAnswer.Joined joined = client.withoutHandshake().joined();

        assertThat(joined.generationId()).isEqualTo(1);
        assertThat(joined.protocolName()).isEqualTo("range");
    }

    @Test
    void forgetsAnIdThatWasNotTakenUpForASessionTimeout() {
        client.memberId = client.sessionMillis(10_000).join().value().memberId();
        groups.elapse(10 * SECOND);

        assertThat(client.join().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void keepsAnIdUntilThen() {
        client.memberId = client.sessionMillis(10_000).join().value().memberId();
        groups.elapse(10 * SECOND - 1);

        assertThat(client.join().value()).isInstanceOf(JoinAnswer.Joined.class);
    }

    @Test
    void writesNothingForSomebodyWhoNeverComesBack() {
        for (int i = 0; i < 20; i++) {
            groups.client("g" + i).join();
        }
        groups.elapse(60 * SECOND);

        assertThat(groups.coordinator().logSize()).isZero();
    }

    @Test
    void doesNotKnowAnIdThatItDidNotGive() {
        client.memberId = "made-up";

        assertThat(client.join().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        groups.client("g").joined();
        assertThat(client.join().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void waitsForThoseWhoHaveAnIdBeforeItEndsARebalance() {
        Client member = groups.client("g");
        Client.stabilize(member);
        Client slow = groups.client("g");
        slow.memberId = slow.join().value().memberId();
        Client quick = groups.client("g");
        var waiting = quick.enter();
        var again = member.join();

        assertThat(again.isGiven()).isFalse();
        slow.told(slow.join());
        assertThat(((JoinAnswer.Joined) again.value()).members()).hasSize(3);
        assertThat(waiting.isGiven()).isTrue();
    }

    @Test
    void doesNotWaitLongerWhenAnIdIsForgotten() {
        Client member = groups.client("g").sessionMillis(30_000);
        Client.stabilize(member);
        Client gone = groups.client("g").sessionMillis(10_000);
        gone.join();
        var waiting = groups.client("g").sessionMillis(30_000).enter();
        var again = member.join();
        assertThat(waiting.isGiven()).isFalse();

        groups.elapse(10 * SECOND);

        assertThat(((JoinAnswer.Joined) again.value()).members()).hasSize(2);
        assertThat(waiting.isGiven()).isTrue();
    }

    @Test
    void refusesSessionsThatAreTooShortOrTooLong() {
        assertThat(client.sessionMillis(5_999).join().errorCode()).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
        assertThat(client.sessionMillis(1_800_001).join().errorCode()).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
        assertThat(client.sessionMillis(6_000).join().isGiven()).isTrue();
    }

    @Test
    void refusesMembersOfNoGroupAndWithoutAWayToAssign() {
        assertThat(groups.client("").join().errorCode()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(groups.client("x".repeat(8_001)).join().errorCode()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(client.supporting().join().errorCode()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(client.supporting("range").type("").join().errorCode())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(client.type("consumer").supporting("a", "a").join().errorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void doesNotLetANewMemberHoldUpTheGroupForEver() {
        Client member = groups.client("g").sessionMillis(1_800_000).rebalanceMillis(1_200_000);
        Client.stabilize(member);
        var crashed = groups.client("g").enter();

        groups.elapse(5 * 60 * SECOND - 1);
        assertThat(crashed.isGiven()).isFalse();
        groups.elapse(1);

        assertThat(crashed.errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(member.told(member.join()).members()).hasSize(1);
    }
}
