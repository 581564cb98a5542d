package io.tailwater.server.demo;

import io.tailwater.core.Broker;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The only member of the consumer group {@code fulfilment}, which is never done with the orders: it commits offsets a little
 * behind their end, more so in busy minutes. Confined to the demo's event loop. Whatever goes wrong, it joins again at the
 * next step.
 */
final class DemoConsumer {

    private static final String GROUP = "fulfilment";
    private static final DemoTopic TOPIC = DemoTopic.ORDERS;
    private static final String PROTOCOL = "range";
    private static final int SESSION_MILLIS = 30_000;
    private static final int MOST_BEHIND = 40;
    private static final double TIDE_MILLIS = 60_000;

    private final Broker broker;
    private final GroupClient groups;
    private final RandomGenerator random;
    private @Nullable MemberClaim member;

    DemoConsumer(Broker broker, RandomGenerator random) {
        this.broker = broker;
        this.groups = broker.groups();
        this.random = random;
    }

    /** Joins, or says that it is alive and how far it has come. Never fails. */
    Future<?> step(long nowMillis) {
        Topic topic = broker.topics().find(TOPIC.topicName());
        if (topic == null) {
            return Future.succeededFuture(); // somebody has deleted it
        }
        MemberClaim joined = member;
        Future<?> step = joined == null
                ? groups.prepare().compose(ready -> join(topic))
                : groups.heartbeat(new Heartbeat(GROUP, joined))
                        .compose(alive -> keepIf(alive) ? commit(topic, joined, nowMillis) : Future.succeededFuture());
        return step.otherwiseEmpty();
    }

    Future<?> leave() {
        MemberClaim joined = member;
        member = null;
        return joined == null
                ? Future.succeededFuture()
                : groups.leave(new LeaveGroup(
                                GROUP,
                                List.of(new LeaveGroup.LeavingMember(joined.memberId(), null, "the demo stops"))))
                        .otherwiseEmpty();
    }

    private Future<?> join(Topic topic) {
        JoinGroup request = new JoinGroup(
                GROUP,
                "",
                null,
                "demo-fulfilment",
                "/127.0.0.1",
                SESSION_MILLIS,
                SESSION_MILLIS,
                "consumer",
                List.of(new JoinProtocol(PROTOCOL, ConsumerProtocol.subscription(topic.name()))),
                false,
                false,
                null);
        return groups.join(request)
                .compose(result ->
                        result instanceof Result.Ok<JoinAnswer> ok && ok.value() instanceof JoinAnswer.Joined joined
                                ? sync(topic, joined)
                                : Future.succeededFuture());
    }

    /** As the leader, which it is unless somebody else is in the group too; then that one gives it what it gets. */
    private Future<?> sync(Topic topic, JoinAnswer.Joined joined) {
        MemberClaim claim = new MemberClaim(joined.memberId(), null, joined.generationId());
        boolean leads = joined.leaderId().equals(joined.memberId());
        return groups.sync(new SyncGroup(
                        GROUP,
                        claim,
                        joined.protocolType(),
                        joined.protocolName(),
                        leads
                                ? Map.of(
                                        joined.memberId(),
                                        ConsumerProtocol.assignment(topic.name(), topic.partitionCount()))
                                : Map.of()))
                .onSuccess(assigned -> member = assigned instanceof Result.Ok<?> ? claim : null);
    }

    private boolean keepIf(Result<?> answer) {
        boolean keep = answer instanceof Result.Ok<?>;
        if (!keep) {
            member = null;
        }
        return keep;
    }

    private Future<?> commit(Topic topic, MemberClaim joined, long nowMillis) {
        List<Future<Result<PartitionStatus>>> ends = new ArrayList<>();
        for (int partition = 0; partition < topic.partitionCount(); partition++) {
            ends.add(broker.partitions().status(new PartitionKey(topic.id(), partition)));
        }
        return Future.all(ends).compose(all -> {
            List<NewOffset> offsets = new ArrayList<>();
            for (int partition = 0; partition < ends.size(); partition++) {
                if (ends.get(partition).result() instanceof Result.Ok<PartitionStatus> ok) {
                    offsets.add(new NewOffset(partition, behind(ok.value(), nowMillis), -1, ""));
                }
            }
            return groups.commitOffsets(new CommitOffsets(
                            GROUP,
                            joined,
                            null,
                            CommitOffsets.DEFAULT_RETENTION,
                            List.of(new TopicPartitions<>(topic.name(), topic.id(), offsets))))
                    .onSuccess((Result<List<TopicPartitions<PartitionAnswer>>> committed) -> keepIf(committed));
        });
    }

    private long behind(PartitionStatus status, long nowMillis) {
        double tide = 0.5 - 0.5 * Math.cos(nowMillis * 2 * Math.PI / TIDE_MILLIS);
        long lag = (long) (tide * MOST_BEHIND * (0.7 + 0.3 * random.nextDouble()));
        return Math.max(status.logStartOffset(), status.endOffset() - lag);
    }
}
