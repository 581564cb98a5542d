package io.tailwater.core.coordinator;

/**
 * One thing done with a coordinator's state, on its event loop, short enough not to hold that up.
 *
 * <p>It gives the reply through the output or leaves it with the state, which gives it in a later step. It does not throw: what
 * a client can get wrong is refused. When it throws all the same, its records are dropped and its reply is refused; if it had
 * appended any, the state is loaded again from the log.
 *
 * @param <S> the state
 * @param <T> what is answered
 */
@FunctionalInterface
public interface CoordinatorStep<S extends CoordinatorState, T> {

    void run(S state, Reply<T> reply, CoordinatorOutput output);
}
