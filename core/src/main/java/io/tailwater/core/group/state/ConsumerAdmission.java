package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may be in a consumer group, and who may not: all is refused before anything changes. Confined to its coordinator's event loop. */
final class ConsumerAdmission {

    private final Supplier<GroupsConfig> config;
    private final Footprint footprint;
    private final Migration migration;

    ConsumerAdmission(Supplier<GroupsConfig> config, Footprint footprint, Migration migration) {
        this.config = config;
        this.footprint = footprint;
        this.migration = migration;
    }

    /** Why a heartbeat is no good, whatever the group is like, or null. */
    @Nullable
    BrokerError refusal(ConsumerHeartbeat request) {
        BrokerError refusal = GroupNames.refusal(request.groupId());
        if (refusal == null && request.assignor() != null) {
            refusal = config.get().consumer().assignors().contains(request.assignor())
                    ? null
                    : new BrokerError(
                            ErrorCode.UNSUPPORTED_ASSIGNOR,
                            "ServerAssignor " + request.assignor() + " is not supported. Supported assignors: "
                                    + String.join(", ", config.get().consumer().assignors()) + ".");
        }
        if (refusal == null && saidBytes(request) > config.get().maxMemberBytes()) {
            refusal = new BrokerError(
                    ErrorCode.INVALID_REQUEST,
                    "A member may say " + config.get().maxMemberBytes() + " bytes (groups.maxMemberBytes), not "
                            + saidBytes(request));
        }
        if (refusal == null && hasLongName(request)) {
            refusal = new BrokerError(
                    ErrorCode.INVALID_REQUEST, "A name is longer than " + GroupNames.MAX_LENGTH + " characters");
        }
        return refusal;
    }

    private static boolean hasLongName(ConsumerHeartbeat request) {
        return GroupNames.isTooLong(request.memberId())
                || GroupNames.isTooLong(request.instanceId())
                || GroupNames.isTooLong(request.rackId())
                || GroupNames.isTooLong(request.clientId());
    }

    private static long saidBytes(ConsumerHeartbeat request) {
        long bytes = request.expression() == null ? 0 : request.expression().length();
        for (String topic : request.topics() == null ? List.<String>of() : request.topics()) {
            bytes += topic.length();
        }
        return bytes;
    }

    /** Why the group does not take this heartbeat, or null; the group is null when there is none, or none of consumers. */
    @Nullable
    BrokerError refusal(@Nullable HeldGroup held, ConsumerHeartbeat request) {
        ConsumerGroup group = held == null ? null : held.consumer();
        boolean joins = request.memberEpoch() == ConsumerHeartbeat.JOIN;
        if (group == null && !joins) {
            return held == null
                    ? Administration.notFound(request.groupId())
                    : Administration.notOfType(request.groupId(), GroupType.CONSUMER);
        }
        BrokerError refusal = group == null ? refusalToMake(held, request.groupId()) : null;
        boolean member = group != null && group.find(request.memberId()) != null;
        if (refusal == null && !member) {
            refusal = refusalOfMore(request.groupId(), sizeOf(held), saidBytes(request));
        }
        if (refusal == null && group != null) {
            refusal = refusalOfMember(group, request);
        }
        return refusal != null ? refusal : refusalOfExpression(group, request);
    }

    private static int sizeOf(@Nullable HeldGroup held) {
        if (held == null) {
            return 0;
        }
        ClassicGroup classic = held.classic();
        ConsumerGroup consumer = held.consumer();
        return classic != null ? classic.members().size() : consumer != null ? consumer.size() : 0;
    }

    /** Why there is no room for one more member, or null. */
    @Nullable
    BrokerError refusalOfMore(String groupId, int size, long saidBytes) {
        if (size >= config.get().consumer().maxSize()) {
            return new BrokerError(
                    ErrorCode.GROUP_MAX_SIZE_REACHED,
                    "The consumer group has reached its maximum capacity of "
                            + config.get().consumer().maxSize() + " members.");
        }
        boolean room = footprint.hasRoomFor(Estimates.GROUP_BYTES + Estimates.MEMBER_BYTES + 3 * saidBytes);
        return room
                ? null
                : new BrokerError(
                        ErrorCode.GROUP_MAX_SIZE_REACHED,
                        "Group " + groupId + " takes no more members: groups take all the memory they may"
                                + " (groups.maxBytes)");
    }

    private @Nullable BrokerError refusalToMake(@Nullable HeldGroup held, String groupId) {
        if (held == null) {
            return null;
        }
        ClassicGroup classic = held.classic();
        return classic == null
                ? Administration.notOfType(groupId, GroupType.CONSUMER)
                : migration.refusalToUpgrade(classic);
    }

    private static @Nullable BrokerError refusalOfMember(ConsumerGroup group, ConsumerHeartbeat request) {
        boolean joins = request.memberEpoch() == ConsumerHeartbeat.JOIN;
        if (request.instanceId() == null) {
            ConsumerMember member = group.find(request.memberId());
            if (member == null) {
                return joins ? null : group.unknownMember(request.memberId());
            }
            return refusalOfEpoch(member, request.memberEpoch(), request.owned());
        }
        ConsumerMember instance = group.findInstance(request.instanceId());
        if (!joins) {
            BrokerError refusal = group.refusalOfInstance(request.memberId(), request.instanceId());
            return refusal != null || instance == null
                    ? refusal
                    : refusalOfEpoch(instance, request.memberEpoch(), request.owned());
        }
        if (instance == null || instance.isClassic() || instance.epoch() == ConsumerMember.LEFT_EPOCH) {
            return null;
        }
        return new BrokerError(
                ErrorCode.UNRELEASED_INSTANCE_ID,
                "Static member " + request.memberId() + " with instance id " + request.instanceId()
                        + " cannot join the group because the instance id is owned by " + instance.memberId()
                        + " member.");
    }

    /** Why a member's epoch is not the one it should be in, or null: it may be one behind, if an answer got lost. */
    private static @Nullable BrokerError refusalOfEpoch(ConsumerMember member, int epoch, @Nullable Assignment owned) {
        if (epoch == ConsumerHeartbeat.JOIN || epoch == member.epoch()) {
            return null;
        }
        boolean behind = epoch < member.epoch();
        if (behind
                && epoch == member.current().previousEpoch()
                && owned != null
                && member.assigned().containsAll(owned)) {
            return null;
        }
        return new BrokerError(
                ErrorCode.FENCED_MEMBER_EPOCH,
                "The consumer group member has a " + (behind ? "smaller" : "greater") + " member epoch (" + epoch
                        + ") than the one known by the group coordinator (" + member.epoch()
                        + "). The member must abandon all its partitions and rejoin.");
    }

    private static @Nullable BrokerError refusalOfExpression(@Nullable ConsumerGroup group, ConsumerHeartbeat request) {
        String expression = request.expression();
        boolean inUse = group != null && group.expressionSubscribers().containsKey(expression);
        return expression == null || expression.isEmpty() || inUse ? null : TopicExpressions.refusal(expression);
    }
}
