package io.tailwater.core.coordinator;

import io.tailwater.core.bus.BrokerMessage;
import io.tailwater.core.partition.CallerLoop;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.vertx.core.Promise;

/**
 * A step on its way to the coordinator that is to run it, and its answer's way back.
 *
 * @param promise completed on {@code caller}
 */
record CoordinatorRequest<S extends CoordinatorState, T>(
        CoordinatorStep<S, T> step, CallerLoop caller, Promise<Result<T>> promise) implements BrokerMessage {

    void runOn(Coordinator<S> coordinator) {
        coordinator.run(step, Reply.to(this::answer));
    }

    private void answer(Result<T> result) {
        caller.run(there -> promise.complete(result));
    }

    /** There is no coordinator to run it. */
    void refuse(BrokerError error) {
        answer(new Result.Refused<>(error));
    }
}
