package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.ExpressionValue;
import io.tailwater.core.group.record.ModernKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group of consumers that say what they subscribe to and are told what to read (KIP-848); some may still speak the classic
 * protocol. Confined to its coordinator's event loop; changed by replay only, but for times.
 */
final class ConsumerGroup extends ModernGroup<ConsumerMember> {

    /** Tells regular expressions from members' ids; for one that is both, both are written. */
    private static final String EXPRESSION_PART = "expression ";

    private final PartitionOwners owners = new PartitionOwners();
    private final Map<String, String> memberIdsByInstance = new HashMap<>();
    private final Map<String, Integer> expressionSubscribers = new LinkedHashMap<>();
    private final Map<String, ExpressionValue> expressions = new LinkedHashMap<>();
    private final SupportedProtocols classicProtocols = new SupportedProtocols();
    private int classicMembers;
    private long matchingUntilMillis;
    private long matchedRights;

    ConsumerGroup(String groupId, Footprint footprint) {
        super(groupId, footprint);
    }

    @Override
    public GroupType type() {
        return GroupType.CONSUMER;
    }

    @Override
    public String protocolType() {
        return ConsumerSubscription.PROTOCOL_TYPE;
    }

    /** The member that an instance is at this moment, or null. */
    @Nullable
    ConsumerMember findInstance(@Nullable String instanceId) {
        String memberId = instanceId == null ? null : memberIdsByInstance.get(instanceId);
        return memberId == null ? null : find(memberId);
    }

    PartitionOwners owners() {
        return owners;
    }

    /** How many members speak the classic protocol. */
    int classicMembers() {
        return classicMembers;
    }

    SupportedProtocols classicProtocols() {
        return classicProtocols;
    }

    /** Until when its regular expressions are being matched elsewhere, since 1970; not in the log. */
    long matchingUntilMillis() {
        return matchingUntilMillis;
    }

    void setMatchingUntilMillis(long millis) {
        matchingUntilMillis = millis;
    }

    /** The version of the rules by which its regular expressions were matched; not in the log. */
    long matchedRights() {
        return matchedRights;
    }

    void setMatchedRights(long version) {
        matchedRights = version;
    }

    /** The regular expressions that members subscribe with, and how many do so. */
    Map<String, Integer> expressionSubscribers() {
        return expressionSubscribers;
    }

    /** What the regular expressions stand for that were matched. */
    Map<String, ExpressionValue> expressions() {
        return expressions;
    }

    @Override
    Set<String> subscribedTopics() {
        Set<String> topics = super.subscribedTopics();
        expressions.forEach((expression, matched) -> {
            if (expressionSubscribers.containsKey(expression)) {
                topics.addAll(matched.topics());
            }
        });
        return topics;
    }

    /** The topics that a member subscribes to, by name or otherwise. */
    Set<String> subscribedTopics(ConsumerMember member) {
        ExpressionValue matched = expressions.get(member.expression());
        if (matched == null || matched.topics().isEmpty()) {
            return member.topics();
        }
        if (member.topics().isEmpty()) {
            return matched.topics();
        }
        Set<String> topics = new LinkedHashSet<>(member.topics());
        topics.addAll(matched.topics());
        return topics;
    }

    @Override
    public boolean mayRead(String topic) {
        return super.mayRead(topic)
                || expressions.entrySet().stream()
                        .anyMatch(matched -> expressionSubscribers.containsKey(matched.getKey())
                                && matched.getValue().topics().contains(topic));
    }

    @Override
    boolean isHomogeneous() {
        boolean sameExpression = expressionSubscribers.isEmpty()
                || (expressionSubscribers.size() == 1
                        && expressionSubscribers.values().iterator().next() == size());
        return sameExpression && super.isHomogeneous();
    }

    @Override
    void changed(@Nullable ConsumerMember before, @Nullable ConsumerMember after) {
        if (before != null) {
            owners.remove(before.memberId(), before.assigned());
            owners.remove(before.memberId(), before.revoking());
            uncount(before);
        }
        if (after != null) {
            owners.add(after.memberId(), after.assigned());
            owners.add(after.memberId(), after.revoking());
            count(after);
        }
    }

    private void uncount(ConsumerMember member) {
        if (member.instanceId() != null) {
            memberIdsByInstance.remove(member.instanceId(), member.memberId());
        }
        if (!member.expression().isEmpty()) {
            expressionSubscribers.computeIfPresent(
                    member.expression(), (expression, count) -> count == 1 ? null : count - 1);
        }
        if (member.isClassic()) {
            classicMembers--;
            classicProtocols.remove(member.protocols());
        }
    }

    private void count(ConsumerMember member) {
        if (member.instanceId() != null) {
            memberIdsByInstance.put(member.instanceId(), member.memberId());
        }
        if (!member.expression().isEmpty()) {
            expressionSubscribers.merge(member.expression(), 1, Integer::sum);
        }
        if (member.isClassic()) {
            classicMembers++;
            classicProtocols.add(member.protocols());
        }
    }

    /** Takes up what a member said of itself; null when it is gone. */
    void replayMember(String memberId, @Nullable ConsumerMemberValue value) {
        if (value == null) {
            remove(memberId);
        } else {
            put(known(memberId).withSaid(value));
        }
    }

    /** Takes up what a member has; null when it has nothing any more, and is about to go. */
    void replayCurrent(String memberId, @Nullable ConsumerCurrentValue value) {
        if (value != null) {
            put(known(memberId).withCurrent(value));
        } else if (find(memberId) != null) {
            put(known(memberId).withCurrent(ConsumerMember.unknown(memberId).current()));
        }
    }

    private ConsumerMember known(String memberId) {
        ConsumerMember member = find(memberId);
        return member == null ? ConsumerMember.unknown(memberId) : member;
    }

    /** Takes up what a regular expression stands for; null when nobody subscribes with it any more. */
    void replayExpression(String expression, @Nullable ExpressionValue value) {
        ExpressionValue before = value == null ? expressions.remove(expression) : expressions.put(expression, value);
        footprint().add(of(expression, value) - of(expression, before));
    }

    /** Whether there is room for what a regular expression turned out to stand for. */
    boolean hasRoomFor(String expression, ExpressionValue value) {
        return footprint().hasRoomFor(of(expression, value) - of(expression, expressions.get(expression)));
    }

    private static long of(String expression, @Nullable ExpressionValue value) {
        if (value == null) {
            return 0;
        }
        long bytes = (long) Estimates.TOPIC_NAME_BYTES + expression.length();
        for (String topic : value.topics()) {
            bytes += Estimates.TOPIC_NAME_BYTES + topic.length();
        }
        return bytes;
    }

    @Override
    public boolean isNothing() {
        return super.isNothing() && expressions.isEmpty();
    }

    @Override
    public void forget() {
        super.forget();
        List.copyOf(expressions.keySet()).forEach(expression -> replayExpression(expression, null));
    }

    @Override
    public @Nullable BrokerError refusalToCommit(MemberClaim claim, boolean transactional) {
        boolean claimed = claim.generationId() >= 0 || !claim.memberId().isEmpty() || claim.instanceId() != null;
        if ((claim.generationId() < 0 && size() == 0) || (transactional && !claimed)) {
            return null;
        }
        ConsumerMember member = find(claim.memberId());
        if (member == null) {
            return unknownMember(claim.memberId());
        }
        return claim.generationId() > member.epoch() ? stale(member, claim.generationId()) : null;
    }

    /** A member that has not heard yet of its latest epoch may commit for what it has had since the one it knows (KIP-1251). */
    @Override
    public @Nullable BrokerError refusalToCommit(MemberClaim claim, UUID topicId, int partition) {
        ConsumerMember member = find(claim.memberId());
        if (member == null || claim.generationId() == member.epoch()) {
            return null;
        }
        int assigned = member.current().assigned().epoch(topicId, partition);
        int since = assigned >= 0 ? assigned : member.current().revoking().epoch(topicId, partition);
        return since < 0 || claim.generationId() < since ? stale(member, claim.generationId()) : null;
    }

    private BrokerError stale(ConsumerMember member, int epoch) {
        return new BrokerError(
                member.isClassic() ? ErrorCode.ILLEGAL_GENERATION : ErrorCode.STALE_MEMBER_EPOCH,
                "Member " + member.memberId() + " of group " + groupId() + " is in epoch " + member.epoch() + ", not "
                        + epoch);
    }

    @Override
    public @Nullable BrokerError refusalToFetch(@Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return null;
        }
        ConsumerMember member = memberId == null ? null : find(memberId);
        if (member == null) {
            return unknownMember(String.valueOf(memberId));
        }
        return memberEpoch == member.epoch() ? null : stale(member, memberEpoch);
    }

    /** Why an instance, if one is named, is not the member that somebody claims to be, or null. */
    @Nullable
    BrokerError refusalOfInstance(String memberId, @Nullable String instanceId) {
        if (instanceId == null) {
            return null;
        }
        ConsumerMember instance = findInstance(instanceId);
        if (instance == null) {
            return new BrokerError(ErrorCode.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown.");
        }
        return instance.memberId().equals(memberId)
                ? null
                : new BrokerError(
                        ErrorCode.FENCED_INSTANCE_ID,
                        "Static member " + memberId + " with instance id " + instanceId + " was fenced by member "
                                + instance.memberId() + ".");
    }

    BrokerError unknownMember(String memberId) {
        return new BrokerError(ErrorCode.UNKNOWN_MEMBER_ID, "Group " + groupId() + " has no member " + memberId);
    }

    @Override
    public @Nullable BrokerError refusalToDeleteOffsets() {
        return null;
    }

    @Override
    public long retentionBaseMillis(long commitMillis) {
        return commitMillis;
    }

    @Override
    public boolean endsWithItsOffsets() {
        return true;
    }

    @Override
    public void addTombstones(List<CoordinatorRecord> records) {
        for (String expression : expressions.keySet()) {
            records.add(CoordinatorRecord.tombstone(new ModernKey.Expression(groupId(), expression).encode()));
        }
        super.addTombstones(records);
    }

    @Override
    public Collection<String> liveParts() {
        List<String> parts = new ArrayList<>(super.liveParts());
        expressions.keySet().forEach(expression -> parts.add(EXPRESSION_PART + expression));
        return parts;
    }

    @Override
    public void addLivePart(String part, List<CoordinatorRecord> records) {
        super.addLivePart(part, records);
        if (part.startsWith(EXPRESSION_PART)) {
            String expression = part.substring(EXPRESSION_PART.length());
            ExpressionValue value = expressions.get(expression);
            if (value != null) {
                records.add(
                        CoordinatorRecord.of(new ModernKey.Expression(groupId(), expression).encode(), value.encode()));
            }
        }
    }

    @Override
    void addLiveMember(ConsumerMember member, List<CoordinatorRecord> records) {
        String memberId = member.memberId();
        records.add(CoordinatorRecord.of(
                new ModernKey.Member(type(), groupId(), memberId).encode(),
                member.said().encode()));
        records.add(CoordinatorRecord.of(
                new ModernKey.Current(type(), groupId(), memberId).encode(),
                member.current().encode()));
    }
}
