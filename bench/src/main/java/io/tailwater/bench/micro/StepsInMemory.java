package io.tailwater.bench.micro;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorState;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs steps of a coordinator whose log is nowhere: records are replayed, and forgotten. Owned by JMH's thread. */
@SuppressWarnings("NullAway.Init") // The state is given before the first step
final class StepsInMemory implements CoordinatorOutput {

    /** What a step has answered, or a later one has. Owned by JMH's thread. */
    static final class Held<T> {

        private @Nullable Object value;

        /** The answer, which has to be there. */
        @SuppressWarnings("unchecked")
        T value() {
            if (value == null) {
                throw new IllegalStateException("not answered yet");
            }
            return (T) value;
        }
    }

    private final Map<Reply<?>, Held<?>> held = new HashMap<>();
    private CoordinatorState state;
    private long nowMillis = 1_700_000_000_000L;
    private long logOffset;

    /** Steps are of this state from now on. */
    void runOn(CoordinatorState coordinated) {
        state = coordinated;
    }

    /** Runs a step; its answer is there already, unless another one has to give it. */
    <T> Held<T> ask(BiConsumer<Reply<T>, CoordinatorOutput> step) {
        nowMillis += 1;
        Held<T> answer = new Held<>();
        Reply<T> reply = Reply.to(result -> {});
        held.put(reply, answer);
        step.accept(reply, this);
        return answer;
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public void append(CoordinatorRecord record) {
        state.replay(record, logOffset++, nowMillis);
    }

    @Override
    public void append(TransactionMarker marker) {
        state.replayMarker(marker, logOffset++, nowMillis);
    }

    @Override
    public <T> void answer(Reply<T> reply, T value) {
        Held<?> answer = held.remove(reply);
        if (answer != null) {
            answer.value = value;
        }
    }

    @Override
    public <T> void refuse(Reply<T> reply, BrokerError error) {
        throw new IllegalStateException("refused: " + error.message());
    }
}
