package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The output of one step, which the outbox gets as the step goes. Confined to the coordinator's event loop; used once. */
final class StepOutput implements CoordinatorOutput {

    private final CoordinatorState state;
    private final Outbox outbox;
    private final HeldReplies held;
    private final long nowMillis;
    private final int outboxSizeBefore;
    private final List<Delivery<?>> answers = new ArrayList<>(1);
    private boolean ended;

    StepOutput(CoordinatorState state, Outbox outbox, HeldReplies held, long nowMillis) {
        this.state = state;
        this.outbox = outbox;
        this.held = held;
        this.nowMillis = nowMillis;
        this.outboxSizeBefore = outbox.size();
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public void append(CoordinatorRecord record) {
        append(record, null);
    }

    @Override
    public void append(TransactionMarker marker) {
        append(null, marker);
    }

    private void append(@Nullable CoordinatorRecord record, @Nullable TransactionMarker marker) {
        requireUnderWay();
        outbox.add(record, marker, nowMillis, outbox.size() == outboxSizeBefore).replayInto(state);
    }

    @Override
    public <T> void answer(Reply<T> reply, T value) {
        give(reply, Result.ok(value));
    }

    @Override
    public <T> void refuse(Reply<T> reply, BrokerError error) {
        give(reply, new Result.Refused<>(error));
    }

    private <T> void give(Reply<T> reply, Result<T> result) {
        requireUnderWay();
        reply.markGiven();
        held.remove(reply);
        answers.add(new Delivery<>(reply, result));
    }

    private void requireUnderWay() {
        if (ended) {
            throw new IllegalStateException("The step to which this output belongs is over");
        }
    }

    /** The step is over: its answers wait for the disk, or leave at once when everything is there. */
    void end() {
        ended = true;
        if (!answers.isEmpty() && !outbox.hold(answers)) {
            answers.forEach(Delivery::deliver);
        }
    }

    /**
     * The step broke: it has appended nothing, and its answers are refused.
     *
     * @return whether it had appended anything, so that the state knows of what is not in the log
     */
    boolean undo(BrokerError error) {
        ended = true;
        boolean appended = outbox.size() > outboxSizeBefore;
        outbox.truncate(outboxSizeBefore);
        answers.forEach(answer -> answer.refuse(error));
        return appended;
    }
}
