package io.tailwater.tcp;

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
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Groups that remember what they are asked and answer what a test has them say; by default, that they are not available.
 * Thread-safe.
 */
public final class ScriptedGroups implements GroupClient {

    private final List<Object> asked = new CopyOnWriteArrayList<>();
    private volatile Future<?> answer;

    /** Everything is answered with this from now on. */
    public void answer(Object next) {
        answer = Future.succeededFuture(next);
    }

    /** Everything is refused from now on. */
    public void refuse(ErrorCode code) {
        answer = Future.succeededFuture(Result.refused(code, "scripted"));
    }

    /** Everything is answered when this is from now on. */
    public void answerBy(Future<?> later) {
        answer = later;
    }

    /** What was asked, the last at the end. */
    public List<Object> asked() {
        return asked;
    }

    /** What was asked last. */
    public Object lastAsked() {
        return asked.get(asked.size() - 1);
    }

    @SuppressWarnings("unchecked")
    private <T> Future<Result<T>> one(Object request) {
        asked.add(request);
        Future<?> scripted = answer;
        return scripted == null
                ? Future.succeededFuture(unavailable())
                : onCallersContext((Future<Result<T>>) scripted);
    }

    @SuppressWarnings("unchecked")
    private <T> Future<List<GroupAnswer<T>>> several(Object request, List<String> groupIds) {
        asked.add(request);
        Future<?> scripted = answer;
        return scripted == null
                ? Future.succeededFuture(groupIds.stream()
                        .map(groupId -> new GroupAnswer<T>(groupId, unavailable()))
                        .toList())
                : onCallersContext((Future<List<GroupAnswer<T>>>) scripted);
    }

    private static <T> Future<T> onCallersContext(Future<T> scripted) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return scripted;
        }
        Promise<T> answered = Promise.promise();
        scripted.onComplete((result, failure) -> caller.runOnContext(nothing -> answered.complete(result, failure)));
        return answered.future();
    }

    private static <T> Result<T> unavailable() {
        return Result.refused(ErrorCode.COORDINATOR_NOT_AVAILABLE, "unscripted");
    }

    @Override
    public Future<Result<Done>> prepare() {
        return one("prepare");
    }

    @Override
    public Future<Result<JoinAnswer>> join(JoinGroup request) {
        return one(request);
    }

    @Override
    public Future<Result<SyncAnswer>> sync(SyncGroup request) {
        return one(request);
    }

    @Override
    public Future<Result<Done>> heartbeat(Heartbeat request) {
        return one(request);
    }

    @Override
    public Future<Result<List<LeftMember>>> leave(LeaveGroup request) {
        return one(request);
    }

    @Override
    public Future<Result<List<TopicPartitions<PartitionAnswer>>>> commitOffsets(CommitOffsets request) {
        return one(request);
    }

    @Override
    public Future<List<GroupAnswer<List<TopicPartitions<FetchedOffset>>>>> fetchOffsets(FetchOffsets request) {
        return several(
                request,
                request.groups().stream().map(FetchOffsets.OfGroup::groupId).toList());
    }

    @Override
    public Future<Result<List<TopicPartitions<PartitionAnswer>>>> deleteOffsets(DeleteOffsets request) {
        return one(request);
    }

    @Override
    public Future<Result<List<ListedGroup>>> list(ListGroups request) {
        return one(request);
    }

    @Override
    public Future<List<GroupAnswer<DescribedGroup>>> describe(List<String> groupIds) {
        return several(groupIds, groupIds);
    }

    @Override
    public Future<Result<ShareHeartbeatAnswer>> shareHeartbeat(ShareHeartbeat request) {
        return one(request);
    }

    @Override
    public Future<List<GroupAnswer<DescribedShareGroup>>> describeShare(List<String> groupIds) {
        return Future.succeededFuture(groupIds.stream()
                .map(groupId -> new GroupAnswer<DescribedShareGroup>(
                        groupId, Result.refused(ErrorCode.GROUP_ID_NOT_FOUND, "no share group")))
                .toList());
    }

    @Override
    public Future<List<GroupAnswer<Done>>> delete(List<String> groupIds) {
        return several(groupIds, groupIds);
    }

    @Override
    public Future<Result<ConsumerHeartbeatAnswer>> consumerHeartbeat(ConsumerHeartbeat request) {
        return one(request);
    }

    @Override
    public Future<List<GroupAnswer<DescribedConsumerGroup>>> describeConsumers(List<String> groupIds) {
        return several(groupIds, groupIds);
    }
}
