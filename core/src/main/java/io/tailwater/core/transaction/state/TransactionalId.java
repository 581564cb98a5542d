package io.tailwater.core.transaction.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** A transactional id of a coordinator: its value, and who waits for it. Confined to the coordinator's event loop. */
final class TransactionalId {

    /**
     * A request that waits until a transaction is complete.
     *
     * @param retry does it again
     * @param giveUp refuses it
     */
    record Waiting(Consumer<CoordinatorOutput> retry, Consumer<CoordinatorOutput> giveUp) {}

    /** More requests than that do not wait; a producer has a handful. */
    private static final int MAX_WAITING = 1_000;

    final String name;
    final Deadline deadline;

    private final Deadline patience;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);
    private TransactionValue value;

    /** @param due what to do when the transaction, or the id, is over its time */
    TransactionalId(String name, TransactionValue value, Consumer<CoordinatorOutput> due) {
        this.name = name;
        this.value = value;
        this.deadline = new Deadline(due);
        this.patience = new Deadline(this::giveUp);
    }

    TransactionValue value() {
        return value;
    }

    void replace(TransactionValue newer) {
        value = newer;
    }

    Deadline patience() {
        return patience;
    }

    /** Returns whether it waits; too many do already otherwise. */
    boolean await(Waiting request) {
        return waiting.size() < MAX_WAITING && waiting.add(request);
    }

    /** Takes out all that wait. */
    ArrayDeque<Waiting> takeWaiting() {
        ArrayDeque<Waiting> taken = new ArrayDeque<>(waiting);
        waiting.clear();
        return taken;
    }

    private void giveUp(CoordinatorOutput output) {
        takeWaiting().forEach(request -> request.giveUp().accept(output));
    }
}
