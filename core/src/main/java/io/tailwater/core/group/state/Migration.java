package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.OwnedPartitions;
import io.tailwater.core.group.record.AssignmentFields;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.ConsumerMemberValue.ClassicPart;
import io.tailwater.core.group.record.EpochValue;
import io.tailwater.core.group.record.GroupValue;
import io.tailwater.core.group.record.MemberValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.group.record.RecordKey.GroupKey;
import io.tailwater.core.group.record.TargetEpochValue;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classic groups that become consumer groups, and the other way, while they are in use (KIP-848): members keep their ids, and what
 * they read. Confined to its coordinator's event loop.
 */
final class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    private final Supplier<GroupsConfig> config;
    private final KnownTopics topics;
    private final Rebalances rebalances;
    private final HeldGroups groups;
    private final Deadlines deadlines;

    Migration(GroupsEnvironment environment, Rebalances rebalances, HeldGroups groups, Deadlines deadlines) {
        this.config = environment.config();
        this.topics = environment.topics();
        this.rebalances = rebalances;
        this.groups = groups;
        this.deadlines = deadlines;
    }

    /** Why a classic group cannot become a consumer group, or null. */
    @Nullable
    BrokerError refusalToUpgrade(ClassicGroup group) {
        if (group.members().isEmpty()) {
            return null;
        }
        String why = null;
        if (!config.get().consumer().migration().upgrades()) {
            why = "online upgrade is disabled";
        } else if (!group.protocolType().equals(ConsumerSubscription.PROTOCOL_TYPE)) {
            why = "the group does not use the consumer embedded protocol";
        } else if (group.members().size() > config.get().consumer().maxSize()) {
            why = "the group size exceeds the consumer group maximum size";
        } else if (group.members().all().stream().anyMatch(member -> upgraded(group, member) == null)) {
            why = "the embedded consumer protocol is malformed or has data of a custom assignor";
        }
        return why == null
                ? null
                : new BrokerError(
                        ErrorCode.GROUP_ID_NOT_FOUND,
                        "Cannot upgrade classic group " + group.groupId() + " to consumer group because " + why);
    }

    private @Nullable ConsumerMember upgraded(ClassicGroup group, ClassicMember member) {
        EmbeddedProtocol.Subscription said = EmbeddedProtocol.subscription(member.protocols(), topics);
        Assignment assigned = EmbeddedProtocol.assignment(member.assignment(), topics);
        if (said == null || assigned == null) {
            return null;
        }
        int epoch = group.generationId();
        return new ConsumerMember(
                member.memberId(),
                new ConsumerMemberValue(
                        member.instanceId(),
                        said.rackId(),
                        member.identity().clientId(),
                        member.identity().clientHost(),
                        said.topics(),
                        "",
                        member.rebalanceTimeoutMillis(),
                        null,
                        new ClassicPart(member.sessionTimeoutMillis(), member.protocols())),
                new ConsumerCurrentValue(
                        epoch,
                        epoch,
                        ConsumerCurrentValue.STABLE,
                        OwnedPartitions.at(epoch, assigned),
                        OwnedPartitions.NONE));
    }

    /** Makes a classic group, which may, a consumer group; its members are to join again. */
    ConsumerGroup toConsumer(ClassicGroup group, CoordinatorOutput output) {
        String groupId = group.groupId();
        int epoch = group.generationId();
        List<ConsumerMember> members = new ArrayList<>();
        for (ClassicMember member : group.members().all()) {
            members.add(Objects.requireNonNull(upgraded(group, member)));
        }
        rebalances.abandon(group, output);
        group.promises().removeAll(deadlines);
        List<CoordinatorRecord> records = new ArrayList<>();
        group.addTombstones(records);
        records.forEach(output::append);
        ConsumerGroup upgraded = (ConsumerGroup) groups.findOrMake(groupId, GroupType.CONSUMER);
        for (ConsumerMember member : members) {
            ConsumerExits.writeMember(upgraded, member.memberId(), member.said(), output);
        }
        GroupType type = GroupType.CONSUMER;
        long hash = TopicHash.of(upgraded.subscribedTopics(), topics);
        output.append(CoordinatorRecord.of(
                new ModernKey.Epoch(type, groupId).encode(), new EpochValue(epoch, hash).encode(type)));
        for (ConsumerMember member : members) {
            output.append(CoordinatorRecord.of(
                    new ModernKey.Target(type, groupId, member.memberId()).encode(),
                    AssignmentFields.encode(member.assigned())));
        }
        output.append(CoordinatorRecord.of(
                new ModernKey.TargetEpoch(type, groupId).encode(), new TargetEpochValue(epoch, 0).encode()));
        for (ConsumerMember member : members) {
            output.append(CoordinatorRecord.of(
                    new ModernKey.Current(type, groupId, member.memberId()).encode(),
                    member.current().encode()));
        }
        LOG.atInfo().addKeyValue("group", groupId).log("The classic group is a consumer group now");
        return (ConsumerGroup) groups.findOrMake(groupId, type);
    }

    /** Forgets a classic group that nobody is in: its offsets stay. */
    void drop(ClassicGroup group, CoordinatorOutput output) {
        group.promises().removeAll(deadlines);
        if (!group.isNothing()) {
            List<CoordinatorRecord> records = new ArrayList<>();
            group.addTombstones(records);
            records.forEach(output::append);
        }
    }

    /**
     * Makes a consumer group, all of whose members speak the classic protocol, a classic group.
     *
     * @param rebalance whether its members are to join again
     */
    void toClassic(ConsumerGroup group, boolean rebalance, CoordinatorOutput output) {
        String groupId = group.groupId();
        Map<String, List<JoinProtocol>> protocols = new LinkedHashMap<>();
        group.members().forEach(member -> protocols.put(member.memberId(), member.protocols()));
        GroupValue generation = generation(group, output.nowMillis());
        List<CoordinatorRecord> records = new ArrayList<>();
        group.addTombstones(records);
        records.add(CoordinatorRecord.of(new GroupKey(groupId).encode(), generation.encode()));
        records.forEach(output::append);
        ClassicGroup downgraded = (ClassicGroup) groups.findOrMake(groupId, GroupType.CLASSIC);
        for (ClassicMember member : List.copyOf(downgraded.members().all())) {
            List<JoinProtocol> said = protocols.getOrDefault(member.memberId(), List.of());
            downgraded.members().update(member, said, member.rebalanceTimeoutMillis(), member.sessionTimeoutMillis());
            rebalances.heard(member, output);
        }
        LOG.atInfo().addKeyValue("group", groupId).log("The consumer group is a classic group now");
        if (rebalance) {
            rebalances.begin(downgraded, output);
        }
    }

    private GroupValue generation(ConsumerGroup group, long nowMillis) {
        String protocol = group.classicProtocols().selectOf(group.members());
        List<MemberValue> members = new ArrayList<>(group.size());
        for (ConsumerMember member : group.members()) {
            members.add(member(member, protocol));
        }
        return new GroupValue(
                ConsumerSubscription.PROTOCOL_TYPE,
                group.epoch(),
                protocol,
                members.isEmpty() ? null : members.get(0).memberId(),
                nowMillis,
                members);
    }

    private MemberValue member(ConsumerMember member, @Nullable String protocol) {
        ClassicPart classic = Objects.requireNonNull(member.said().classic());
        JoinProtocol chosen = classic.protocols().stream()
                .filter(each -> each.name().equals(protocol))
                .findFirst()
                .orElse(classic.protocols().get(0));
        return new MemberValue(
                member.memberId(),
                member.instanceId(),
                member.said().clientId(),
                member.said().clientHost(),
                member.said().rebalanceTimeoutMillis(),
                classic.sessionTimeoutMillis(),
                chosen.metadata(),
                EmbeddedProtocol.toBytes(member, topics));
    }
}
