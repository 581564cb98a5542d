package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs a state machine as the runtime does, but without threads, files or time: its log is a list, its clock is turned by the
 * test, and its disk is as quick as the test wants. Used by one thread.
 *
 * <pre>{@code
 * var coordinator = new CoordinatorUnderTest<>(() -> new GroupState(config), 1_000);
 * Answer<Joined> first = coordinator.ask((groups, reply, output) -> groups.join(request, reply, output));
 * coordinator.elapse(3_000);                                     // calls advance at each deadline on the way
 * assertThat(first.value().generation()).isEqualTo(1);
 * coordinator.restart();                                         // replays the log into a fresh state
 * }</pre>
 *
 * @param <S> the state
 */
public final class CoordinatorUnderTest<S extends CoordinatorState> {

    private record Waiting(Runnable delivery, Runnable refusal) {}

    private final Supplier<S> fresh;
    private final MemoryLog log = new MemoryLog();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Reply<?>> held = Collections.newSetFromMap(new IdentityHashMap<>());
    private S state;
    private long nowMillis;
    private boolean slowDisk;

    /** @param startMillis what the clock says at first */
    public CoordinatorUnderTest(Supplier<S> fresh, long startMillis) {
        this.fresh = fresh;
        this.nowMillis = startMillis;
        load();
    }

    /** The state as it is; another one after {@link #restart}, {@link #crash} and {@link #failAppends}. */
    public S state() {
        return state;
    }

    public long nowMillis() {
        return nowMillis;
    }

    /** Runs a step. Its answer is there when this returns, unless the step kept the reply or the disk is slow. */
    public <T> Answer<T> ask(CoordinatorStep<S, T> step) {
        Answer<T> answer = new Answer<>();
        held.add(answer.reply());
        run(output -> step.run(state, answer.reply(), output));
        return answer;
    }

    /** Turns the clock on, and calls {@link CoordinatorState#advance} at each deadline on the way. */
    public void elapse(long millis) {
        long untilMillis = nowMillis + millis;
        while (state.nextDeadlineMillis() <= untilMillis) {
            nowMillis = Math.max(nowMillis, state.nextDeadlineMillis());
            advance();
        }
        nowMillis = untilMillis;
    }

    private void advance() {
        int calls = 0;
        while (state.nextDeadlineMillis() <= nowMillis) {
            run(state::advance);
            if (++calls > 1_000_000) {
                throw new AssertionError("advance() never catches up with " + nowMillis);
            }
        }
    }

    /** From now on nothing is on disk, so nothing that waits for it is answered, before {@link #flush}. */
    public void holdFlushes() {
        slowDisk = true;
    }

    /** Everything so far is on disk: what waits is answered. */
    public void flush() {
        log.flush();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            next.delivery.run();
        }
    }

    /** Stops in order and starts again: replies that the state holds are refused, then a fresh one is made from the log. */
    public void restart() {
        flush();
        reload();
    }

    /** Loses what is not on disk, and starts again: what waits for it is refused. */
    public void crash() {
        log.loseUnflushed();
        reload();
    }

    /** What the runtime does when appends fail that were not forced yet; the same as {@link #crash} for a state. */
    public void failAppends() {
        crash();
    }

    /**
     * Writes the live records anew and deletes what lies before them.
     *
     * @param betweenElements called between any two elements of the iterator: ask for changes here
     */
    public void compact(Runnable betweenElements) {
        long fromOffset = log.endOffset();
        Iterator<List<CoordinatorRecord>> live = state.liveRecords();
        while (live.hasNext()) {
            live.next().forEach(record -> log.append(record, null, nowMillis));
            betweenElements.run();
        }
        flush();
        log.deleteBefore(fromOffset);
    }

    public void compact() {
        compact(() -> {});
    }

    /** The records in the log, oldest first, without markers. */
    public List<CoordinatorRecord> records() {
        return log.entries().stream()
                .map(MemoryLog.Entry::record)
                .filter(Objects::nonNull)
                .toList();
    }

    /** How many records and markers the log holds. */
    public int logSize() {
        return log.entries().size();
    }

    private void reload() {
        BrokerError gone = new BrokerError(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The coordinator is loaded again");
        List<Waiting> lost = new ArrayList<>(waiting);
        waiting.clear();
        lost.forEach(reply -> reply.refusal.run());
        List<Reply<?>> unanswered =
                held.stream().filter(reply -> !reply.isGiven()).toList();
        held.clear();
        unanswered.forEach(reply -> {
            reply.markGiven();
            reply.deliverRefusal(gone);
        });
        load();
    }

    private void load() {
        state = fresh.get();
        log.entries().forEach(entry -> entry.replayInto(state));
        run(state::loaded);
    }

    private void run(Consumer<CoordinatorOutput> step) {
        step.accept(new Output());
        held.removeIf(Reply::isGiven);
        if (!slowDisk || log.isDurable()) {
            flush();
        }
    }

    private final class Output implements CoordinatorOutput {

        private final long stepMillis = nowMillis;

        @Override
        public long nowMillis() {
            return stepMillis;
        }

        @Override
        public void append(CoordinatorRecord record) {
            log.append(record, null, stepMillis).replayInto(state);
        }

        @Override
        public void append(TransactionMarker marker) {
            log.append(null, marker, stepMillis).replayInto(state);
        }

        @Override
        public <T> void answer(Reply<T> reply, T value) {
            give(reply, () -> reply.deliver(Result.ok(value)));
        }

        @Override
        public <T> void refuse(Reply<T> reply, BrokerError error) {
            give(reply, () -> reply.deliverRefusal(error));
        }

        private void give(Reply<?> reply, Runnable delivery) {
            reply.markGiven();
            BrokerError gone = new BrokerError(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The append failed");
            waiting.add(new Waiting(delivery, () -> reply.deliverRefusal(gone)));
        }
    }
}
