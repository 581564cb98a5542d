package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.DeleteOffsets;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Committing, fetching and deleting offsets. */
class OffsetsTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();

    private Answer<List<TopicPartitions<PartitionAnswer>>> commit(UUID topicId, NewOffset... offsets) {
        return groups.commit(new CommitOffsets(
                "g",
                MemberClaim.NONE,
                null,
                CommitOffsets.DEFAULT_RETENTION,
                List.of(new TopicPartitions<>("t", topicId, List.of(offsets)))));
    }

    private static List<ErrorCode> errors(Answer<List<TopicPartitions<PartitionAnswer>>> answer) {
        return answer.value().get(0).partitions().stream()
                .map(each -> each.error() == null ? null : each.error().code())
                .toList();
    }

    @Test
    void tellsWhatWasCommittedLast() {
        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        groups.commit("g", 0, 5);
        groups.commit("g", 1, 7);
        groups.commit("g", 0, 3);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(3);
        assertThat(groups.offset("g", "t", 1)).isEqualTo(7);
        assertThat(groups.offset("other", "t", 0)).isEqualTo(-1);
    }

    @Test
    void keepsTheEpochAndTheNoteThroughARestart() {
        commit(TopicPartitions.NO_ID, new NewOffset(2, 99, 7, "note"));
        groups.coordinator().restart();

        assertThat(groups.fetch("g", "t", 2, true)).isEqualTo(new FetchedOffset(2, 99, 7, "note", null));
    }

    @Test
    void tellsAllOffsetsOfAGroup() {
        groups.makeTopic("u", 1);
        groups.commit("g", 0, 5);
        groups.commit("g", 3, 6);
        groups.commit("g", MemberClaim.NONE, null, "u", 0, 7);

        assertThat(groups.fetchAll("g")).extracting(TopicPartitions::topic).containsExactly("t", "u");
        assertThat(groups.fetchAll("g").get(0).partitions())
                .extracting(FetchedOffset::partition, FetchedOffset::offset)
                .containsExactly(tuple(0, 5L), tuple(3, 6L));
        assertThat(groups.fetchAll("nobody")).isEmpty();
    }

    @Test
    void refusesPartitionsThatAreNotThereAndTakesTheOthers() {
        var answer = commit(
                TopicPartitions.NO_ID,
                new NewOffset(0, 1, -1, ""),
                new NewOffset(4, 1, -1, ""),
                new NewOffset(-1, 1, -1, ""),
                new NewOffset(1, 1, -1, "x".repeat(4_097)),
                new NewOffset(2, 2, -1, "x".repeat(4_096)));

        assertThat(errors(answer))
                .containsExactly(
                        null,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        ErrorCode.OFFSET_METADATA_TOO_LARGE,
                        null);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
        assertThat(groups.offset("g", "t", 1)).isEqualTo(-1);
        assertThat(groups.offset("g", "t", 2)).isEqualTo(2);
        groups.deleteTopic("t");
        assertThat(errors(commit(TopicPartitions.NO_ID, new NewOffset(0, 1, -1, ""))))
                .containsExactly(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void refusesTheIdOfATopicThatWas() {
        UUID id = groups.makeTopic("t", 1).id();
        assertThat(errors(commit(id, new NewOffset(0, 1, -1, "")))).containsExactly((ErrorCode) null);
        groups.makeTopic("t", 1);
        assertThat(errors(commit(id, new NewOffset(0, 1, -1, "")))).containsExactly(ErrorCode.UNKNOWN_TOPIC_ID);
    }

    @Test
    void doesNotPassOffsetsOnToATopicOfTheSameName() {
        groups.commit("g", 0, 500);
        Topic again = groups.makeTopic("t", 4);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        assertThat(groups.fetchAll("g")).isEmpty();
        groups.commit("g", 1, 3);
        assertThat(groups.fetchAll("g").get(0).topicId()).isEqualTo(again.id());
        assertThat(groups.fetchAll("g").get(0).partitions()).hasSize(1);
        groups.coordinator().restart();
        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        assertThat(groups.offset("g", "t", 1)).isEqualTo(3);
    }

    @Test
    void takesOffsetsOfMembersOnlyWhileThereAreAny() {
        Client member = groups.client("g");
        Client.stabilize(member);

        assertThat(groups.commit("g", 0, 1).errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(errors(groups.commit("g", member.claim(), null, "t", 0, 2))).containsExactly((ErrorCode) null);
        member.generationId--;
        assertThat(groups.commit("g", member.claim(), null, "t", 0, 3).errorCode())
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(groups.commit("g", new MemberClaim("x", null, 1), null, "t", 0, 3)
                        .errorCode())
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        member.leave();
        assertThat(errors(groups.commit("g", 0, 4))).containsExactly((ErrorCode) null);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(4);
    }

    @Test
    void takesOffsetsWhileARebalanceIsPreparedAndNotWhileItWaitsForTheAssignment() {
        Client a = groups.client("g");
        Client b = groups.client("g");
        Client.stabilize(a);
        Answer<?> waiting = b.enter();
        assertThat(errors(groups.commit("g", a.claim(), null, "t", 0, 2))).containsExactly((ErrorCode) null);
        a.told(a.join());
        assertThat(waiting.isGiven()).isTrue();

        assertThat(groups.commit("g", a.claim(), null, "t", 0, 3).errorCode())
                .isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void doesNotTakeOffsetsOfAGenerationOfNoGroup() {
        assertThat(groups.commit("g", new MemberClaim("m", null, 3), null, "t", 0, 3)
                        .errorCode())
                .isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void makesAGroupOfSomebodyWhoOnlyCommits() {
        groups.commit("", 0, 1);
        groups.commit("g", 0, 1);

        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.EMPTY);
        assertThat(groups.describe("g").value().protocolType()).isEmpty();
        groups.coordinator().restart();
        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.EMPTY);
        assertThat(groups.offset("", "t", 0)).isEqualTo(1);
    }

    @Test
    void deletesOffsetsOfTopicsThatNobodyReads() {
        groups.makeTopic("u", 1);
        Client member = groups.client("g").subscribing("u");
        Client.stabilize(member);
        groups.commit("g", member.claim(), null, "t", 0, 5);
        groups.commit("g", member.claim(), null, "u", 0, 6);
        DeleteOffsets request = new DeleteOffsets(
                "g",
                List.of(
                        new TopicPartitions<>("t", TopicPartitions.NO_ID, List.of(0, 1)),
                        new TopicPartitions<>("u", TopicPartitions.NO_ID, List.of(0)),
                        new TopicPartitions<>("v", TopicPartitions.NO_ID, List.of(0))));

        Answer<List<TopicPartitions<PartitionAnswer>>> answer =
                groups.coordinator().ask((state, reply, output) -> state.deleteOffsets(request, reply, output));

        assertThat(answer.value())
                .flatExtracting(TopicPartitions::partitions)
                .extracting(each -> each.error() == null ? null : each.error().code())
                .containsExactly(null, null, ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        assertThat(groups.offset("g", "u", 0)).isEqualTo(6);
    }

    @Test
    void deletesNoOffsetsWhileItCannotTellWhatMembersRead() {
        Client worker = groups.client("g").type("connect").saying(Client.bytes("its own"));
        Client.stabilize(worker);
        groups.commit("g", worker.claim(), null, "t", 0, 5);
        DeleteOffsets request =
                new DeleteOffsets("g", List.of(new TopicPartitions<>("t", TopicPartitions.NO_ID, List.of(0))));

        Answer<List<TopicPartitions<PartitionAnswer>>> answer =
                groups.coordinator().ask((state, reply, output) -> state.deleteOffsets(request, reply, output));
        assertThat(answer.errorCode()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
        Answer<List<TopicPartitions<PartitionAnswer>>> other = groups.coordinator()
                .ask((state, reply, output) ->
                        state.deleteOffsets(new DeleteOffsets("none", request.topics()), reply, output));
        assertThat(other.errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void answersOnlyWhatIsOnDiskAndLosesNoneOfThat() {
        groups.commit("g", 0, 1);
        groups.coordinator().holdFlushes();
        Answer<?> lost = groups.commit("g", 0, 2);
        assertThat(lost.isGiven()).isFalse();
        groups.coordinator().crash();

        assertThat(lost.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
    }
}
