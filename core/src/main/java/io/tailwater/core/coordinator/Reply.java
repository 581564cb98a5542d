package io.tailwater.core.coordinator;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import java.util.function.Consumer;

/**
 * The answer that somebody waits for: given once, a value or a refusal. Confined to the coordinator's event loop.
 *
 * <p>A state may keep the reply of a step to give it in a later one, as joining a group does. It need not give those that it
 * holds when it is thrown away: the runtime refuses them. A state that wants to be told when its records are on disk makes a
 * reply of its own and answers it in the step that appends them.
 *
 * @param <T> what is answered
 */
public final class Reply<T> {

    private final Consumer<Result<T>> receiver;
    private boolean given;

    private Reply(Consumer<Result<T>> receiver) {
        this.receiver = receiver;
    }

    /** A reply that tells so; the receiver is called on the coordinator's event loop, outside of any step. */
    public static <T> Reply<T> to(Consumer<Result<T>> receiver) {
        return new Reply<>(receiver);
    }

    /** Whether it was given in some step already, be it that it still waits for the disk. */
    public boolean isGiven() {
        return given;
    }

    /** Marks it as given; that twice is a bug of the state, and would answer somebody else's question on the wire. */
    void markGiven() {
        if (given) {
            throw new IllegalStateException("A reply was given twice");
        }
        given = true;
    }

    void deliver(Result<T> result) {
        receiver.accept(result);
    }

    void deliverRefusal(BrokerError error) {
        receiver.accept(new Result.Refused<>(error));
    }
}
