package io.tailwater.core.group.state;

import io.tailwater.core.config.ConsumerGroupsConfig;
import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.coordinator.CoordinatorUnderTest;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicChange;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The state machine with a clock, topics and member ids that a test decides about. Used by one thread. */
final class GroupsUnderTest {

    static final long SECOND = 1_000;
    static final long DAY = 24 * 60 * 60 * SECOND;

    private static final TopicConfig ANY = ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.of(), Map.of())).value();

    private final Map<String, Topic> topics = new TreeMap<>();
    private final Map<String, Map<String, String>> overrides = new HashMap<>();

    /** What members may see. */
    private final HidingAuthorizer rights = new HidingAuthorizer();

    /** The regular expressions that are to be matched, by group. */
    private final Map<String, Set<String>> matching = new HashMap<>();

    private final CoordinatorUnderTest<GroupsState> coordinator;
    private GroupsConfig config;
    private long idsGiven;
    private long topicsMade;

    GroupsUnderTest() {
        this(GroupsConfig.DEFAULTS);
    }

    GroupsUnderTest(GroupsConfig initial) {
        config = initial;
        coordinator = new CoordinatorUnderTest<>(
                () -> new GroupsState(new GroupsEnvironment(
                        () -> config,
                        groupId -> overrides.getOrDefault(groupId, Map.of()),
                        new TestTopics(topics),
                        (groupId, expressions, visible) -> matching.put(groupId, expressions),
                        () -> new UUID(0, ++idsGiven))),
                1_000_000_000L);
        makeTopic("t", 4);
    }

    /** The defaults with a group's size and the delay of its first generation changed. */
    static GroupsConfig config(int maxSize, int initialRebalanceDelayMillis) {
        GroupsConfig defaults = GroupsConfig.DEFAULTS;
        return bounded(maxSize, initialRebalanceDelayMillis, defaults.maxGroupBytes(), defaults.maxBytes());
    }

    static GroupsConfig bounded(int maxSize, int initialRebalanceDelayMillis, int maxGroupBytes, long maxBytes) {
        GroupsConfig defaults = GroupsConfig.DEFAULTS;
        return new GroupsConfig(
                1,
                defaults.minSessionTimeoutMillis(),
                defaults.maxSessionTimeoutMillis(),
                initialRebalanceDelayMillis,
                maxSize,
                Math.min(defaults.maxMemberBytes(), maxGroupBytes),
                maxGroupBytes,
                maxBytes,
                defaults.maxMetadataBytes(),
                defaults.offsetsRetentionMillis(),
                defaults.offsetsRetentionCheckMillis(),
                defaults.consumer());
    }

    /** Changes bounds and times while it runs. */
    void configure(GroupsConfig changed) {
        config = changed;
        coordinator.<Done>ask((state, reply, output) -> {
            state.configChanged(output);
            output.answer(reply, Done.DONE);
        });
    }

    /** The same log and clock under another configuration. */
    GroupsUnderTest reopenedWith(GroupsConfig config) {
        GroupsUnderTest other = new GroupsUnderTest(config);
        other.topics.putAll(topics);
        other.elapse(nowMillis() - other.nowMillis());
        coordinator
                .records()
                .forEach(record -> other.coordinator.<Done>ask((state, reply, output) -> {
                    output.append(record);
                    output.answer(reply, Done.DONE);
                }));
        other.coordinator.restart();
        return other;
    }

    CoordinatorUnderTest<GroupsState> coordinator() {
        return coordinator;
    }

    /** Makes a topic; one made again under the same name has another id. */
    Topic makeTopic(String name, int partitions) {
        Topic topic = new Topic(name, new UUID(7, ++topicsMade), partitions, ANY);
        topics.put(name, topic);
        return topic;
    }

    void deleteTopic(String name) {
        topics.remove(name);
    }

    /** Tells the state that some topic is gone. */
    void tellDeleted() {
        coordinator.<Done>ask((state, reply, output) -> {
            state.topicChanged(
                    new TopicChange(TopicChange.Kind.DELETED, new Topic("gone", new UUID(8, 8), 1, ANY)), output);
            output.answer(reply, Done.DONE);
        });
        elapse(10);
    }

    void elapse(long millis) {
        coordinator.elapse(millis);
    }

    long nowMillis() {
        return coordinator.nowMillis();
    }

    Client client(String groupId) {
        return new Client(this, groupId);
    }

    Answer<List<TopicPartitions<PartitionAnswer>>> commit(CommitOffsets request) {
        return coordinator.ask((state, reply, output) -> state.commitOffsets(request, reply, output));
    }

    /** Commits for a partition of topic {@code t}, as somebody who is no member. */
    Answer<List<TopicPartitions<PartitionAnswer>>> commit(String groupId, int partition, long offset) {
        return commit(groupId, MemberClaim.NONE, null, "t", partition, offset);
    }

    Answer<List<TopicPartitions<PartitionAnswer>>> commit(
            String groupId,
            MemberClaim member,
            CommitOffsets.Transaction transaction,
            String topic,
            int partition,
            long offset) {
        NewOffset value = new NewOffset(partition, offset, 0, "");
        return commit(new CommitOffsets(
                groupId,
                member,
                transaction,
                CommitOffsets.DEFAULT_RETENTION,
                List.of(new TopicPartitions<>(topic, TopicPartitions.NO_ID, List.of(value)))));
    }

    Answer<Done> endTransaction(long producerId, int producerEpoch, boolean committed) {
        TransactionMarker marker = new TransactionMarker(producerId, (short) producerEpoch, committed, 0);
        return coordinator.ask((state, reply, output) -> state.endTransaction(marker, reply, output));
    }

    /** The offset of a partition, or -1. */
    long offset(String groupId, String topic, int partition) {
        return fetch(groupId, topic, partition, false).offset();
    }

    FetchedOffset fetch(String groupId, String topic, int partition, boolean requireStable) {
        FetchOffsets.OfGroup request = new FetchOffsets.OfGroup(
                groupId, null, -1, List.of(new TopicPartitions<>(topic, TopicPartitions.NO_ID, List.of(partition))));
        return fetch(request, requireStable).get(0).partitions().get(0);
    }

    List<TopicPartitions<FetchedOffset>> fetchAll(String groupId) {
        return fetch(new FetchOffsets.OfGroup(groupId, null, -1, null), false);
    }

    private List<TopicPartitions<FetchedOffset>> fetch(FetchOffsets.OfGroup request, boolean requireStable) {
        return coordinator
                .<List<TopicPartitions<FetchedOffset>>>ask(
                        (state, reply, output) -> state.fetchOffsets(request, requireStable, reply, output))
                .value();
    }

    Answer<DescribedGroup> describe(String groupId) {
        return coordinator.ask((state, reply, output) -> state.describe(groupId, reply, output));
    }

    Answer<Done> delete(String groupId) {
        return coordinator.ask((state, reply, output) -> state.delete(groupId, reply, output));
    }

    Consumer consumer(String groupId, String memberId) {
        return new Consumer(this, groupId, memberId);
    }

    /** Settings of one group from now on. */
    void override(String groupId, Map<String, String> settings) {
        overrides.put(groupId, settings);
    }

    HidingAuthorizer rights() {
        return rights;
    }

    /** Matches the regular expressions that are to be matched; whether there were any. */
    boolean matchExpressions() {
        Map<String, Set<String>> asked = Map.copyOf(matching);
        matching.clear();
        asked.forEach((groupId, expressions) ->
                coordinator.<Done>ask((state, reply, output) -> state.expressionsMatched(
                        groupId,
                        TopicExpressions.match(expressions, topics.values(), rights.visible()::has),
                        reply,
                        output)));
        return !asked.isEmpty();
    }

    /** Tells the state that a topic has come or grown. */
    void tellChanged(Topic topic) {
        coordinator.<Done>ask((state, reply, output) -> {
            state.topicChanged(new TopicChange(TopicChange.Kind.GREW, topic), output);
            output.answer(reply, Done.DONE);
        });
    }

    /** Gives a topic more partitions. */
    void growTopic(String name, int partitions) {
        Topic before = topics.get(name);
        topics.put(name, new Topic(name, before.id(), partitions, ANY));
        tellChanged(before);
    }

    Topic topic(String name) {
        return topics.get(name);
    }

    Answer<DescribedConsumerGroup> describeConsumers(String groupId) {
        return coordinator.ask((state, reply, output) -> state.describeConsumers(groupId, reply, output));
    }

    /** The defaults with other settings of consumer groups. */
    static GroupsConfig consumers(ConsumerGroupsConfig consumer) {
        GroupsConfig defaults = GroupsConfig.DEFAULTS;
        return new GroupsConfig(
                1,
                defaults.minSessionTimeoutMillis(),
                defaults.maxSessionTimeoutMillis(),
                0,
                defaults.maxSize(),
                defaults.maxMemberBytes(),
                defaults.maxGroupBytes(),
                defaults.maxBytes(),
                defaults.maxMetadataBytes(),
                defaults.offsetsRetentionMillis(),
                defaults.offsetsRetentionCheckMillis(),
                consumer);
    }

    /** Consumer groups that assign as often as need be. */
    static GroupsConfig promptConsumers(ConsumerGroupsConfig.Migration migration, int maxSize) {
        return consumers(new ConsumerGroupsConfig(
                45_000, 5_000, maxSize, ConsumerGroupsConfig.ALL_ASSIGNORS, migration, 0, 600_000));
    }

    static GroupsConfig promptConsumers() {
        return promptConsumers(ConsumerGroupsConfig.Migration.BIDIRECTIONAL, 100);
    }
}
