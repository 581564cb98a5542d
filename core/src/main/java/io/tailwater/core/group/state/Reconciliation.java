package io.tailwater.core.group.state;

import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.OwnedPartitions;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The next step of one member towards what is assigned to it (KIP-848): it gives up what it is to lose, says so, gets the new
 * epoch with what others have given up, and the rest when they have.
 *
 * <pre>
 *              to give up                          not all free
 *   Stable ──────────────► UnrevokedPartitions ──────────────────► UnreleasedPartitions
 *     ▲                         │ given up, all free                       │ all free
 *     └─────────────────────────┴──────────────────────────────────────────┘
 * </pre>
 *
 * @param member the member as it is
 * @param subscribed the topics it subscribes to that are there
 * @param owners who has which partition of the group
 * @param owned what the member says it has; null when it does not say
 */
record Reconciliation(
        ConsumerMember member,
        Set<UUID> subscribed,
        PartitionOwners owners,
        @Nullable Assignment owned) {

    /**
     * What the member has next; the same when it has to wait.
     *
     * @param targetEpoch the epoch to get to
     * @param target what it is to have there
     * @param subscriptionChanged whether it has to lose at once what it does not subscribe to any more
     */
    ConsumerCurrentValue next(int targetEpoch, Assignment target, boolean subscriptionChanged) {
        ConsumerCurrentValue current = member.current();
        return switch (current.state()) {
            case ConsumerCurrentValue.STABLE -> {
                if (current.epoch() != targetEpoch) {
                    yield towards(targetEpoch, target);
                }
                yield subscriptionChanged ? withoutUnsubscribed() : current;
            }
            case ConsumerCurrentValue.UNREVOKED_PARTITIONS -> {
                if (!stillHas(member.revoking())) {
                    yield towards(targetEpoch, target);
                }
                yield subscriptionChanged ? withoutUnsubscribed() : current;
            }
            default -> towards(targetEpoch, target);
        };
    }

    /** Whether the member has some of these, for all one knows. */
    private boolean stillHas(Assignment partitions) {
        return owned == null || owned.intersects(partitions);
    }

    private ConsumerCurrentValue withoutUnsubscribed() {
        ConsumerCurrentValue current = member.current();
        Assignment lost = member.assigned().minus(member.assigned().only(subscribed));
        if (lost.isEmpty()) {
            return current;
        }
        OwnedPartitions kept = current.assigned().minus(lost);
        OwnedPartitions revoking = current.revoking().plus(current.assigned().intersect(lost));
        return stillHas(revoking.partitions())
                ? at(current.epoch(), ConsumerCurrentValue.UNREVOKED_PARTITIONS, kept, revoking)
                : at(current.epoch(), current.state(), kept, current.revoking());
    }

    private ConsumerCurrentValue towards(int targetEpoch, Assignment assigned) {
        ConsumerCurrentValue current = member.current();
        Assignment target = assigned.only(subscribed);
        OwnedPartitions kept = current.assigned().intersect(target);
        OwnedPartitions lost = current.assigned().minus(target);
        if (!lost.isEmpty() && stillHas(lost.partitions())) {
            return at(current.epoch(), ConsumerCurrentValue.UNREVOKED_PARTITIONS, kept, lost);
        }
        Assignment missing = target.minus(kept.partitions());
        Assignment free = missing.filter(this::isFree);
        int state =
                free.size() < missing.size() ? ConsumerCurrentValue.UNRELEASED_PARTITIONS : ConsumerCurrentValue.STABLE;
        return at(targetEpoch, state, kept.plus(OwnedPartitions.at(targetEpoch, free)), OwnedPartitions.NONE);
    }

    /** Whether nobody has a partition but the member itself, which has given it up by now. */
    private boolean isFree(UUID topicId, int partition) {
        String owner = owners.owner(topicId, partition);
        return owner == null || owner.equals(member.memberId());
    }

    private ConsumerCurrentValue at(int epoch, int state, OwnedPartitions assigned, OwnedPartitions revoking) {
        return new ConsumerCurrentValue(epoch, member.epoch(), state, assigned, revoking);
    }
}
