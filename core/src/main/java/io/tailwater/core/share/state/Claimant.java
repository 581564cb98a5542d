package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.result.Done;
import io.tailwater.core.share.state.FetchTicket.Claims;
import io.tailwater.core.share.state.FetchTicket.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fetch that has partitions to read from, or waits for some. Confined to its coordinator's event loop.
 *
 * <p>It is in one of three states: waiting for a claim, reading, or reading and waiting to hear that something else came up.
 */
final class Claimant {

    private final FetchTicket ticket;
    private final List<SharePartition> wanted;
    private final long waitUntilMillis;
    private final Deadline deadline;
    private final List<SharePartition> held = new ArrayList<>();
    private @Nullable Reply<Claims> claim;
    private @Nullable Reply<Done> watch;

    /**
     * Makes one that waits for nothing yet.
     *
     * @param waitUntilMillis how long it may wait for something to read, since 1970
     * @param whenLate called when it has waited for too long, or did not come back
     */
    Claimant(
            FetchTicket ticket,
            List<SharePartition> wanted,
            long waitUntilMillis,
            BiConsumer<Claimant, CoordinatorOutput> whenLate) {
        this.ticket = ticket;
        this.wanted = wanted;
        this.waitUntilMillis = waitUntilMillis;
        this.deadline = new Deadline(output -> whenLate.accept(this, output));
    }

    FetchTicket ticket() {
        return ticket;
    }

    /** In the order in which it wants to read. */
    List<SharePartition> wanted() {
        return wanted;
    }

    /** What it may read. */
    List<SharePartition> held() {
        return held;
    }

    long waitUntilMillis() {
        return waitUntilMillis;
    }

    Deadline deadline() {
        return deadline;
    }

    /** To be answered when there is something to read; null when it does not wait for that. */
    @Nullable
    Reply<Claims> claim() {
        return claim;
    }

    void waitForClaim(Reply<Claims> reply) {
        claim = reply;
    }

    boolean watches() {
        return watch != null;
    }

    void watch(Reply<Done> reply) {
        watch = reply;
    }

    /** Takes what nobody else reads and where there may be something. */
    void grab(int maxLocks, boolean roomForMore) {
        for (SharePartition partition : wanted) {
            if (partition.holder() == null
                    && partition.hasRoom(maxLocks)
                    && (roomForMore || partition.hasAvailable())) {
                partition.setHolder(this);
                held.add(partition);
            }
        }
    }

    /** Answers a claim with what it holds. */
    void answerClaim(Reply<Claims> reply, CoordinatorOutput output) {
        claim = null;
        output.answer(
                reply,
                new Claims(
                        held.stream()
                                .map(partition -> new Position(
                                        partition.key(), partition.inFlight().nextOffset(), !partition.hasAvailable()))
                                .toList(),
                        List.of()));
    }

    /** Says that something came up, to who watches. */
    void tell(CoordinatorOutput output) {
        Reply<Done> waiting = watch;
        watch = null;
        if (waiting != null) {
            output.answer(waiting, Done.DONE);
        }
    }
}
