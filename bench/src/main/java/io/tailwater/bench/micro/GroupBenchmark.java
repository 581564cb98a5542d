package io.tailwater.bench.micro;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.group.state.GroupsEnvironment;
import io.tailwater.core.group.state.GroupsState;
import io.tailwater.core.group.state.KnownTopics;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What groups cost on their event loop, without wire and disk: a heartbeat and a commit among 10,000 members in groups of 10, and
 * everything that is asked in a rebalance of 500. Owned by JMH.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class GroupBenchmark {

    private static final int GROUPS = 1_000;
    private static final int MEMBERS = 10;
    private static final int LARGE = 500;
    private static final int SAID_BYTES = 100;
    private static final String TOPIC = "bench";

    private record Member(String groupId, MemberClaim claim) {}

    private final List<Member> members = new ArrayList<>();
    private final StepsInMemory steps = new StepsInMemory();
    private GroupsState state;
    private List<MemberClaim> large;
    private int next;

    /** Fills the groups. */
    @Setup(Level.Trial)
    public void fill() {
        TopicConfig config = ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.of(), Map.of())).value();
        Topic topic = new Topic(TOPIC, new UUID(1, 1), MEMBERS, config);
        SplittableRandom random = new SplittableRandom(1);
        state = new GroupsState(new GroupsEnvironment(
                () -> GroupsConfig.DEFAULTS,
                groupId -> Map.of(),
                new OneTopic(topic),
                (groupId, expressions, visible) -> {},
                () -> new UUID(random.nextLong(), random.nextLong())));
        steps.runOn(state);
        for (int group = 0; group < GROUPS; group++) {
            String groupId = "group-" + group;
            for (MemberClaim claim : rebalance(groupId, Collections.nCopies(MEMBERS, MemberClaim.NONE))) {
                members.add(new Member(groupId, claim));
            }
        }
        large = rebalance("large", Collections.nCopies(LARGE, MemberClaim.NONE));
    }

    /** One of 10,000 members says that it is alive. */
    @Benchmark
    public Object heartbeat() {
        Member member = members.get(next++ % members.size());
        return steps.<Done>ask(
                (reply, output) -> state.heartbeat(new Heartbeat(member.groupId, member.claim), reply, output));
    }

    /** One of 10,000 members commits the offset of one partition. */
    @Benchmark
    public Object commit() {
        int number = next++ % members.size();
        Member member = members.get(number);
        NewOffset offset = new NewOffset(number % MEMBERS, next, 1, "");
        CommitOffsets request = new CommitOffsets(
                member.groupId,
                member.claim,
                null,
                CommitOffsets.DEFAULT_RETENTION,
                List.of(new TopicPartitions<>(TOPIC, TopicPartitions.NO_ID, List.of(offset))));
        return steps.<List<TopicPartitions<PartitionAnswer>>>ask(
                (reply, output) -> state.commitOffsets(request, reply, output));
    }

    /** The leader of 500 members wants to assign anew: all join again, and all get their parts. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Object rebalanceOf500() {
        large = rebalance("large", large);
        return large;
    }

    private List<MemberClaim> rebalance(String groupId, List<MemberClaim> before) {
        List<StepsInMemory.Held<JoinAnswer>> joins = new ArrayList<>();
        for (MemberClaim claim : before) {
            JoinGroup request = join(groupId, claim);
            joins.add(steps.ask((reply, output) -> state.join(request, reply, output)));
        }
        return before.get(0).memberId().isEmpty() ? again(groupId, joins) : handOut(groupId, joins);
    }

    /** The first of an empty group is a generation of its own at first: it joins once more, with the others. */
    private List<MemberClaim> again(String groupId, List<StepsInMemory.Held<JoinAnswer>> joins) {
        JoinGroup request = join(groupId, claim(joins.get(0)));
        joins.set(0, steps.ask((reply, output) -> state.join(request, reply, output)));
        return handOut(groupId, joins);
    }

    private List<MemberClaim> handOut(String groupId, List<StepsInMemory.Held<JoinAnswer>> joins) {
        Map<String, OpaqueBytes> assignments = new HashMap<>();
        ((JoinAnswer.Joined) joins.get(0).value())
                .members()
                .forEach(member -> assignments.put(member.memberId(), OpaqueBytes.of(new byte[SAID_BYTES])));
        List<MemberClaim> claims = new ArrayList<>();
        for (StepsInMemory.Held<JoinAnswer> join : joins) {
            MemberClaim claim = claim(join);
            SyncGroup request = new SyncGroup(groupId, claim, null, null, claims.isEmpty() ? assignments : Map.of());
            claims.add(claim);
            steps.<SyncAnswer>ask((reply, output) -> state.sync(request, reply, output));
        }
        return claims;
    }

    private static MemberClaim claim(StepsInMemory.Held<JoinAnswer> join) {
        JoinAnswer.Joined joined = (JoinAnswer.Joined) join.value();
        return new MemberClaim(joined.memberId(), null, joined.generationId());
    }

    private static JoinGroup join(String groupId, MemberClaim claim) {
        return new JoinGroup(
                groupId,
                claim.memberId(),
                null,
                "bench",
                "/127.0.0.1",
                45_000,
                300_000,
                "consumer",
                List.of(new JoinProtocol("range", OpaqueBytes.of(new byte[SAID_BYTES]))),
                false,
                true,
                null);
    }

    /** Every name and every id is the same topic. */
    private record OneTopic(Topic topic) implements KnownTopics {

        @Override
        public Topic find(String name) {
            return topic;
        }

        @Override
        public Topic find(UUID id) {
            return topic;
        }

        @Override
        public Collection<Topic> all() {
            return List.of(topic);
        }
    }
}
