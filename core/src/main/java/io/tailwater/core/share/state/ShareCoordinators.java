package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.coordinator.CoordinatorKind;
import io.tailwater.core.coordinator.CoordinatorStep;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.PartitionAcknowledgements;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.PendingShareFetch;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicChange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Takes what is asked of share groups' records to their coordinators. Thread-safe. All of a group is with one coordinator, so
 * that a fetch asks only one.
 */
public final class ShareCoordinators implements ShareClient {

    private final Coordinators<SharesState> coordinators;
    private final CoordinatorEnvironment environment;
    private final ShareReading reading;
    private final int leaderEpoch;

    /**
     * Makes them; none runs yet.
     *
     * @param partitions partitions of {@code __share_group_state} when it is made
     * @param maxBytes memory for share partitions, of each of them
     * @param settings what a group goes by, whenever it is asked; from any thread
     * @param leaderEpoch of all partitions of this broker
     */
    public ShareCoordinators(
            int partitions,
            long maxBytes,
            CoordinatorEnvironment environment,
            Function<String, ShareSettings> settings,
            int leaderEpoch) {
        this.environment = environment;
        this.leaderEpoch = leaderEpoch;
        this.coordinators = new Coordinators<>(
                new CoordinatorKind<>(
                        InternalTopics.SHARE_GROUPS,
                        partitions,
                        () -> new SharesState(
                                maxBytes, settings, id -> environment.topics().find(id) != null)),
                environment);
        this.reading = new ShareReading(
                environment.vertx(),
                coordinators,
                environment.shards(),
                settings,
                new Preparation(environment.shards(), environment.clock(), leaderEpoch),
                environment.clock(),
                environment.worker());
    }

    /** Begins to load what there is from earlier; waits for nothing. */
    public void start() {
        coordinators.start();
    }

    /** Answers what waits; the shards are still to be closed. */
    public Future<Void> close() {
        return coordinators.close();
    }

    /** A topic changed: groups forget what they knew of one that is gone. */
    public void topicChanged(TopicChange change) {
        if (change.kind() == TopicChange.Kind.DELETED) {
            coordinators.<Done>askAll((shares, reply, output) -> {
                shares.topicsDeleted(output);
                output.answer(reply, Done.DONE);
            });
        }
    }

    @Override
    public Future<Result<Done>> prepare() {
        return coordinators.prepare().map(result -> result.map(topic -> Done.DONE));
    }

    @Override
    public ShareSettings settings(String groupId) {
        return reading.settings().apply(groupId);
    }

    @Override
    public PendingShareFetch fetch(ShareFetchQuery query) {
        GatheredShareFetch fetch = new GatheredShareFetch(reading, query);
        if (hasBegun()) {
            fetch.begin();
        } else {
            coordinators.prepare().onSuccess(prepared -> fetch.begin());
        }
        return fetch;
    }

    private boolean hasBegun() {
        return environment.topics().find(InternalTopics.SHARE_GROUPS) != null;
    }

    @Override
    public Future<Result<List<PartitionOutcome>>> acknowledge(
            ShareMember member, List<PartitionAcknowledgements> partitions) {
        return coordinators.ask(
                member.groupId(), (shares, reply, output) -> shares.acknowledge(member, partitions, reply, output));
    }

    @Override
    public Future<Result<Done>> release(ShareMember member, List<PartitionKey> partitions) {
        return coordinators.ask(
                member.groupId(), (shares, reply, output) -> shares.release(member, partitions, reply, output));
    }

    @Override
    public Future<Result<List<ShareOffset>>> offsets(String groupId) {
        return hasBegun()
                ? coordinators.ask(groupId, (shares, reply, output) -> shares.offsets(groupId, reply, output))
                : Future.succeededFuture(Result.ok(List.of()));
    }

    @Override
    public Future<Result<Done>> alterOffsets(String groupId, Map<PartitionKey, Long> startOffsets) {
        return coordinators
                .prepare()
                .compose(prepared -> coordinators.ask(
                        groupId,
                        (shares, reply, output) ->
                                shares.alterOffsets(groupId, startOffsets, leaderEpoch, reply, output)));
    }

    @Override
    public Future<Result<Done>> deleteOffsets(String groupId, List<PartitionKey> partitions) {
        return forget(groupId, (shares, reply, output) -> shares.forget(groupId, partitions, reply, output));
    }

    @Override
    public Future<Result<Done>> deleteGroup(String groupId) {
        return forget(groupId, (shares, reply, output) -> shares.forget(groupId, null, reply, output));
    }

    /** Where no share group ever read anything there is nothing to forget. */
    private Future<Result<Done>> forget(String groupId, CoordinatorStep<SharesState, Done> step) {
        return coordinators
                .ask(groupId, step)
                .map(result -> result instanceof Result.Refused<Done> refused
                                && refused.error().code() == ErrorCode.NOT_COORDINATOR
                        ? Result.ok(Done.DONE)
                        : result);
    }
}
