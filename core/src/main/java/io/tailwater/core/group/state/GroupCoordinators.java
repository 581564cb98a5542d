package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorStep;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.DeleteOffsets;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedShareGroup;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.ShareHeartbeat;
import io.tailwater.core.group.ShareHeartbeatAnswer;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Takes what is asked of groups to their coordinators. Thread-safe. */
public final class GroupCoordinators implements GroupClient {

    private final Coordinators<GroupsState> coordinators;

    public GroupCoordinators(Coordinators<GroupsState> coordinators) {
        this.coordinators = coordinators;
    }

    /** A topic changed: groups read what is new, and forget what they committed for one that is gone. */
    public void topicChanged(TopicChange change) {
        if (change.kind() != TopicChange.Kind.CONFIGURED) {
            coordinators.<Done>askAll((groups, reply, output) -> {
                groups.topicChanged(change, output);
                output.answer(reply, Done.DONE);
            });
        }
    }

    /** Bounds or times are others. */
    public void configChanged() {
        coordinators.<Done>askAll((groups, reply, output) -> {
            groups.configChanged(output);
            output.answer(reply, Done.DONE);
        });
    }

    @Override
    public Future<Result<ConsumerHeartbeatAnswer>> consumerHeartbeat(ConsumerHeartbeat request) {
        return coordinators.ask(
                request.groupId(), (groups, reply, output) -> groups.consumerHeartbeat(request, reply, output));
    }

    @Override
    public Future<List<GroupAnswer<DescribedConsumerGroup>>> describeConsumers(List<String> groupIds) {
        return askEach(
                groupIds,
                Function.identity(),
                groupId -> (groups, reply, output) -> groups.describeConsumers(groupId, reply, output));
    }

    @Override
    public Future<Result<Done>> prepare() {
        return coordinators.prepare().map(result -> result.map(topic -> Done.DONE));
    }

    @Override
    public Future<Result<JoinAnswer>> join(JoinGroup request) {
        return coordinators.ask(request.groupId(), (groups, reply, output) -> groups.join(request, reply, output));
    }

    @Override
    public Future<Result<SyncAnswer>> sync(SyncGroup request) {
        return coordinators.ask(request.groupId(), (groups, reply, output) -> groups.sync(request, reply, output));
    }

    @Override
    public Future<Result<Done>> heartbeat(Heartbeat request) {
        return coordinators.ask(request.groupId(), (groups, reply, output) -> groups.heartbeat(request, reply, output));
    }

    @Override
    public Future<Result<List<LeftMember>>> leave(LeaveGroup request) {
        return coordinators.ask(request.groupId(), (groups, reply, output) -> groups.leave(request, reply, output));
    }

    @Override
    public Future<Result<List<TopicPartitions<PartitionAnswer>>>> commitOffsets(CommitOffsets request) {
        return coordinators.ask(
                request.groupId(), (groups, reply, output) -> groups.commitOffsets(request, reply, output));
    }

    @Override
    public Future<List<GroupAnswer<List<TopicPartitions<FetchedOffset>>>>> fetchOffsets(FetchOffsets request) {
        return askEach(
                request.groups(),
                FetchOffsets.OfGroup::groupId,
                group -> (groups, reply, output) -> groups.fetchOffsets(group, request.requireStable(), reply, output));
    }

    @Override
    public Future<Result<List<TopicPartitions<PartitionAnswer>>>> deleteOffsets(DeleteOffsets request) {
        return coordinators.ask(
                request.groupId(), (groups, reply, output) -> groups.deleteOffsets(request, reply, output));
    }

    @Override
    public Future<Result<List<ListedGroup>>> list(ListGroups request) {
        return coordinators
                .<List<ListedGroup>>askAll((groups, reply, output) -> groups.list(request, reply, output))
                .map(result ->
                        result.map(lists -> lists.stream().flatMap(List::stream).toList()));
    }

    @Override
    public Future<List<GroupAnswer<DescribedGroup>>> describe(List<String> groupIds) {
        return askEach(
                groupIds,
                Function.identity(),
                groupId -> (groups, reply, output) -> groups.describe(groupId, reply, output));
    }

    @Override
    public Future<Result<ShareHeartbeatAnswer>> shareHeartbeat(ShareHeartbeat request) {
        return coordinators.ask(
                request.groupId(), (groups, reply, output) -> groups.shareHeartbeat(request, reply, output));
    }

    @Override
    public Future<List<GroupAnswer<DescribedShareGroup>>> describeShare(List<String> groupIds) {
        return askEach(
                groupIds,
                Function.identity(),
                groupId -> (groups, reply, output) -> groups.describeShare(groupId, reply, output));
    }

    @Override
    public Future<List<GroupAnswer<Done>>> delete(List<String> groupIds) {
        return askEach(
                groupIds,
                Function.identity(),
                groupId -> (groups, reply, output) -> groups.delete(groupId, reply, output));
    }

    /** Asks something of several groups, each of which answers for itself, in order. */
    private <Q, T> Future<List<GroupAnswer<T>>> askEach(
            List<Q> questions, Function<Q, String> groupId, Function<Q, CoordinatorStep<GroupsState, T>> step) {
        List<Future<GroupAnswer<T>>> answers = questions.stream()
                .map(question -> coordinators
                        .ask(groupId.apply(question), step.apply(question))
                        .map(result -> new GroupAnswer<>(groupId.apply(question), result)))
                .toList();
        return Future.join(answers).map(all -> all.list());
    }
}
