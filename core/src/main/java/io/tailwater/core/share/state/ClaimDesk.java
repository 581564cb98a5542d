package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.result.Done;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.state.FetchTicket.Claims;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that of several fetches of a group only one at a time reads from a partition, that the others get their turn in
 * order, and that whoever waits is told when there is something. Confined to its coordinator's event loop.
 */
final class ClaimDesk {

    /** A fetch that does not come back after it has waited as long as it wanted loses what it holds. */
    private static final long GRACE_MILLIS = 60_000;

    private final Deadlines deadlines;
    private final Footprint footprint;
    private final Function<String, ShareSettings> settings;
    private final Map<FetchTicket, Claimant> claimants = new HashMap<>();

    ClaimDesk(Deadlines deadlines, Footprint footprint, Function<String, ShareSettings> settings) {
        this.deadlines = deadlines;
        this.footprint = footprint;
        this.settings = settings;
    }

    /** The fetch of a ticket that holds or waits for something, or null. */
    @Nullable
    Claimant find(FetchTicket ticket) {
        return claimants.get(ticket);
    }

    /**
     * Gives a fetch what it may read, now or when there is something.
     *
     * @param wanted partitions that are ready
     */
    void claim(
            FetchTicket ticket,
            List<SharePartition> wanted,
            long waitUntilMillis,
            Reply<Claims> reply,
            CoordinatorOutput output) {
        Claimant before = claimants.get(ticket);
        if (before != null) {
            withdraw(before, output);
        }
        Claimant claimant = new Claimant(ticket, wanted, waitUntilMillis, this::late);
        grab(claimant);
        if (claimant.held().isEmpty() && output.nowMillis() >= waitUntilMillis) {
            output.answer(reply, Claims.NONE);
        } else {
            claimants.put(ticket, claimant);
            if (claimant.held().isEmpty()) {
                claimant.waitForClaim(reply);
                wanted.forEach(partition -> partition.claimants().add(claimant));
                deadlines.set(claimant.deadline(), waitUntilMillis);
            } else {
                answer(claimant, reply, output);
            }
        }
        if (before != null) {
            before.wanted().forEach(partition -> wake(partition, output));
        }
    }

    private void answer(Claimant claimant, Reply<Claims> reply, CoordinatorOutput output) {
        claimant.answerClaim(reply, output);
        deadlines.set(claimant.deadline(), Math.max(claimant.waitUntilMillis(), output.nowMillis()) + GRACE_MILLIS);
    }

    private void grab(Claimant claimant) {
        claimant.grab(settings.apply(claimant.ticket().member().groupId()).maxLocks(), footprint.hasRoomFor(1));
    }

    /** Answers when there is something that a fetch could read instead of waiting for the log to grow. */
    void watch(FetchTicket ticket, Reply<Done> reply, CoordinatorOutput output) {
        Claimant claimant = claimants.get(ticket);
        if (claimant == null || claimant.wanted().stream().anyMatch(partition -> hasNews(partition, claimant))) {
            output.answer(reply, Done.DONE);
            return;
        }
        claimant.watch(reply);
        claimant.wanted().forEach(partition -> partition.claimants().add(claimant));
    }

    private boolean hasNews(SharePartition partition, Claimant claimant) {
        return partition.holder() == claimant ? partition.hasAvailable() : canBeHad(partition);
    }

    private boolean canBeHad(SharePartition partition) {
        return partition.holder() == null
                && partition.hasRoom(settings.apply(partition.groupId()).maxLocks())
                && (footprint.hasRoomFor(1) || partition.hasAvailable());
    }

    /** A fetch is over: others may read. */
    void leave(FetchTicket ticket, CoordinatorOutput output) {
        Claimant claimant = claimants.get(ticket);
        if (claimant != null) {
            withdraw(claimant, output);
            // Not only what it held: it may have been told of something that it will not come back for.
            claimant.wanted().forEach(partition -> wake(partition, output));
        }
    }

    private void withdraw(Claimant claimant, CoordinatorOutput output) {
        claimants.remove(claimant.ticket());
        deadlines.cancel(claimant.deadline());
        claimant.held().forEach(partition -> partition.setHolder(null));
        claimant.held().clear();
        claimant.wanted().forEach(partition -> partition.claimants().remove(claimant));
        Reply<Claims> claim = claimant.claim();
        if (claim != null) {
            claimant.answerClaim(claim, output);
        }
        claimant.tell(output);
    }

    private void late(Claimant claimant, CoordinatorOutput output) {
        leave(claimant.ticket(), output);
    }

    /** There may be something in a partition: tells who reads from it, or the first who waits. */
    void wake(SharePartition partition, CoordinatorOutput output) {
        Claimant holder = partition.holder();
        if (holder != null) {
            if (holder.watches() && partition.hasAvailable()) {
                holder.tell(output);
            }
            return;
        }
        for (Claimant waiting : new ArrayList<>(partition.claimants())) {
            if (!canBeHad(partition)) {
                return;
            }
            if (waiting.watches()) {
                waiting.tell(output);
                return; // It comes back for it.
            }
            Reply<Claims> claim = waiting.claim();
            if (claim != null) {
                grab(waiting);
                answer(waiting, claim, output);
            }
        }
    }

    /** A partition is about to be forgotten: everybody who wants it is sent to look again. */
    void dismiss(SharePartition partition, CoordinatorOutput output) {
        for (Claimant waiting : new ArrayList<>(partition.claimants())) {
            leave(waiting.ticket(), output);
        }
        Claimant holder = partition.holder();
        if (holder != null) {
            leave(holder.ticket(), output);
        }
    }
}
