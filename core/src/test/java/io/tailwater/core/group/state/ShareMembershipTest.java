package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.DescribedShareGroup;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.ShareHeartbeat;
import io.tailwater.core.group.ShareHeartbeatAnswer;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is in a share group, and what it may read. */
class ShareMembershipTest {

    private static final long SESSION_MILLIS = 45_000;

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Topic topic = groups.makeTopic("shared", 4);

    @Test
    void theFirstMemberGetsEverythingAndTheSecondAHalf() {
        ShareHeartbeatAnswer first = join("a", "shared").value();
        assertThat(first.memberEpoch()).isEqualTo(1);
        assertThat(first.heartbeatMillis()).isEqualTo(5_000);
        assertThat(first.assignment()).isEqualTo(Assignment.whole(topic.id(), 4));

        ShareHeartbeatAnswer second = join("b", "shared").value();
        ShareHeartbeatAnswer again = heartbeat("a", 1).value();

        assertThat(second.memberEpoch()).isEqualTo(2);
        assertThat(again.memberEpoch()).isEqualTo(2);
        assertThat(second.assignment().size()).isEqualTo(2);
        assertThat(again.assignment().plus(second.assignment())).isEqualTo(Assignment.whole(topic.id(), 4));
    }

    @Test
    void isToldItsAssignmentOnlyWhenThatChanged() {
        join("a", "shared");

        assertThat(heartbeat("a", 1).value().assignment()).isNull();
        assertThat(heartbeat("a", 1, "shared").value().assignment()).isNotNull();
    }

    @Test
    void isToldAgainWhenTheAnswerGotLost() {
        join("a", "shared");
        join("b", "shared");
        heartbeat("a", 1);

        ShareHeartbeatAnswer again = heartbeat("a", 1).value();

        assertThat(again.memberEpoch()).isEqualTo(2);
        assertThat(again.assignment()).isNotNull();
    }

    @Test
    void aPartitionMayBeSeveralMembers() {
        groups.makeTopic("one", 1);
        join("a", "one");
        join("b", "one");

        assertThat(heartbeat("a", 1).value().assignment().size()).isOne();
        assertThat(describe().members()).allMatch(member -> member.assigned().size() == 1);
    }

    @Test
    void takesUpTopicsThatComeAndGrow() {
        join("a", "shared", "later");
        groups.makeTopic("later", 2);

        ShareHeartbeatAnswer answer = heartbeat("a", 1).value();

        assertThat(answer.memberEpoch()).isEqualTo(2);
        assertThat(answer.assignment().size()).isEqualTo(6);
    }

    @Test
    void whoIsSilentForTooLongIsPutOut() {
        join("a", "shared");
        join("b", "shared");
        groups.elapse(SESSION_MILLIS - 1);
        heartbeat("b", 2);
        groups.elapse(1);

        assertThat(heartbeat("a", 1).errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(heartbeat("b", 2).value().assignment()).isEqualTo(Assignment.whole(topic.id(), 4));
    }

    @Test
    void leavesAndTheGroupStays() {
        join("a", "shared");

        assertThat(heartbeat("a", -1).value().memberEpoch()).isEqualTo(-1);

        assertThat(describe().state()).isEqualTo(GroupState.EMPTY);
        groups.elapse(30 * GroupsUnderTest.DAY);
        assertThat(describe().state()).isEqualTo(GroupState.EMPTY);
        assertThat(groups.delete("g").hasValue()).isTrue();
        assertThat(describeAnswer().errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }

    @Test
    void refusesStrangersAndWrongEpochs() {
        assertThat(heartbeat("a", 3).errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        join("a", "shared");

        assertThat(heartbeat("b", 1).errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(heartbeat("b", -1).errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(heartbeat("a", 7).errorCode()).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(groups.delete("g").errorCode()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
    }

    @Test
    void joiningAgainWithItsIdGivesItItsEpoch() {
        join("a", "shared");
        join("b", "shared");

        ShareHeartbeatAnswer again = join("a", "shared").value();

        assertThat(again.memberEpoch()).isEqualTo(2);
        assertThat(again.assignment().size()).isEqualTo(2);
    }

    @Test
    void takesSoManyMembersAtMost() {
        for (int i = 0; i < 200; i++) {
            assertThat(join("m" + i, "shared").hasValue()).isTrue();
        }
        assertThat(join("one-too-many", "shared").errorCode()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void isNotMixedUpWithGroupsOfAnotherType() {
        groups.commit("classic", 0, 5);
        assertThat(ask("classic", "a", 0, List.of("shared")).errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);

        join("a", "shared");
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.commit("g", 0, 5).errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void isListed() {
        join("a", "shared");

        List<ListedGroup> listed = groups.coordinator()
                .<List<ListedGroup>>ask(
                        (state, reply, output) -> state.list(new ListGroups(Set.of(), Set.of("share")), reply, output))
                .value();

        assertThat(listed).singleElement().satisfies(group -> {
            assertThat(group.groupId()).isEqualTo("g");
            assertThat(group.protocolType()).isEqualTo("share");
            assertThat(group.state()).isEqualTo(GroupState.STABLE);
        });
    }

    @Test
    void isTheSameAfterARestartAndWhenItsLogIsWrittenAnew() {
        join("a", "shared");
        join("b", "shared");
        heartbeat("a", 1);
        DescribedShareGroup before = describe();

        groups.coordinator().restart();
        assertThat(describe()).isEqualTo(before);
        groups.coordinator().compact();
        groups.coordinator().restart();
        assertThat(describe()).isEqualTo(before);

        assertThat(heartbeat("a", 2).value().assignment()).isNull();
        groups.elapse(SESSION_MILLIS);
        assertThat(describe().members()).isEmpty();
    }

    private Answer<ShareHeartbeatAnswer> join(String member, String... topics) {
        return ask("g", member, 0, List.of(topics));
    }

    private Answer<ShareHeartbeatAnswer> heartbeat(String member, int epoch, String... topics) {
        return ask("g", member, epoch, topics.length == 0 ? null : List.of(topics));
    }

    private Answer<ShareHeartbeatAnswer> ask(String group, String member, int epoch, List<String> topics) {
        ShareHeartbeat request = new ShareHeartbeat(group, member, epoch, null, topics, "client", "/10.0.0.1");
        return groups.coordinator().ask((state, reply, output) -> state.shareHeartbeat(request, reply, output));
    }

    private DescribedShareGroup describe() {
        return describeAnswer().value();
    }

    private Answer<DescribedShareGroup> describeAnswer() {
        return groups.coordinator().ask((state, reply, output) -> state.describeShare("g", reply, output));
    }
}
