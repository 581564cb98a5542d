package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Looking at groups from outside, and deleting them. */
class AdministrationTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client member = groups.client("stable");

    private List<String> list(Set<String> states, Set<String> types) {
        Answer<List<ListedGroup>> answer = groups.coordinator()
                .ask((state, reply, output) -> state.list(new ListGroups(states, types), reply, output));
        return answer.value().stream().map(ListedGroup::groupId).sorted().toList();
    }

    @Test
    void listsGroupsByStateAndType() {
        Client.stabilize(member);
        groups.client("coming").joined();
        groups.commit("simple", 0, 1);

        assertThat(list(Set.of(), Set.of())).containsExactly("coming", "simple", "stable");
        assertThat(list(Set.of("Stable"), Set.of())).containsExactly("stable");
        assertThat(list(Set.of("empty", "completingrebalance"), Set.of("classic")))
                .containsExactly("coming", "simple");
        assertThat(list(Set.of("nonsense"), Set.of())).isEmpty();
        assertThat(list(Set.of(), Set.of("consumer"))).isEmpty();
    }

    @Test
    void tellsProtocolStateAndTypeOfListedGroups() {
        Client.stabilize(member);
        Answer<List<ListedGroup>> answer = groups.coordinator()
                .ask((state, reply, output) -> state.list(new ListGroups(Set.of(), Set.of()), reply, output));

        assertThat(answer.value())
                .containsExactly(new ListedGroup("stable", "consumer", GroupState.STABLE, GroupType.CLASSIC));
    }

    @Test
    void describesMembersWithWhatTheySaidAndWereAssignedWhenStable() {
        Client.stabilize(member);
        DescribedGroup described = groups.describe("stable").value();

        assertThat(described.protocolName()).isEqualTo("range");
        assertThat(described.members()).hasSize(1);
        DescribedGroup.DescribedMember only = described.members().get(0);
        assertThat(only.clientId()).isEqualTo("client");
        assertThat(only.clientHost()).isEqualTo("/127.0.0.1");
        assertThat(only.metadata()).isEqualTo(Client.subscription("t"));
        assertThat(only.assignment()).isEqualTo(Client.bytes("for " + member.memberId));

        groups.client("stable").enter();
        DescribedGroup preparing = groups.describe("stable").value();
        assertThat(preparing.state()).isEqualTo(GroupState.PREPARING_REBALANCE);
        assertThat(preparing.protocolName()).isEmpty();
        assertThat(preparing.members()).extracting("assignment").containsOnly(OpaqueBytes.EMPTY);
    }

    @Test
    void deletesAGroupThatNobodyIsIn() {
        Client.stabilize(member);
        groups.commit("stable", member.claim(), null, "t", 0, 5);
        assertThat(groups.delete("stable").errorCode()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
        member.leave();

        assertThat(groups.delete("stable").isGiven()).isTrue();
        assertThat(groups.describe("stable").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.delete("stable").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.offset("stable", "t", 0)).isEqualTo(-1);
        groups.coordinator().restart();
        assertThat(groups.describe("stable").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        groups.commit("stable", 1, 1);
        assertThat(groups.offset("stable", "t", 0)).isEqualTo(-1);
    }

    private void commitMany(int partitions) {
        groups.makeTopic("large", partitions);
        for (int partition = 0; partition < partitions; partition++) {
            groups.commit("g", MemberClaim.NONE, null, "large", partition, 1);
        }
    }

    @Test
    void deletesALargeGroupInSteps() {
        int partitions = 2 * Administration.STEP_TOMBSTONES + 500;
        commitMany(partitions);
        int before = groups.coordinator().records().size();

        Answer<Done> deleted = groups.delete("g");
        assertThat(groups.coordinator().records()).hasSize(before + Administration.STEP_TOMBSTONES);
        assertThat(deleted.isGiven()).isFalse();

        groups.elapse(10);
        assertThat(deleted.value()).isEqualTo(Done.DONE);
        assertThat(groups.coordinator().records()).hasSize(before + partitions + 1);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        groups.coordinator().restart();
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void keepsALargeGroupThatSomebodyJoinsWhileItIsDeleted() {
        commitMany(Administration.STEP_TOMBSTONES + 1);
        Answer<Done> deleted = groups.delete("g");
        Client.stabilize(groups.client("g"));
        groups.elapse(10);

        assertThat(deleted.errorCode()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
        assertThat(groups.describe("g").value().members()).hasSize(1);
    }

    @Test
    void deletesAGroupToWhichSomebodyIsAboutToCome() {
        groups.commit("g", 0, 1);
        Client coming = groups.client("g");
        coming.memberId = coming.join().value().memberId();
        groups.delete("g").value();

        assertThat(coming.join().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        groups.elapse(100_000);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }
}
