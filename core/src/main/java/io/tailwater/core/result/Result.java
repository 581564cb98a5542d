package io.tailwater.core.result;

import java.util.function.Function;

/**
 * A value, or why there is none.
 *
 * @param <T> the value
 */
public sealed interface Result<T> {

    /** It was done. */
    record Ok<T>(T value) implements Result<T> {}

    /** It was refused; nothing was changed. */
    record Refused<T>(BrokerError error) implements Result<T> {}

    /** The same with another value, or the same refusal. */
    default <R> Result<R> map(Function<? super T, ? extends R> mapping) {
        if (this instanceof Ok<T> ok) {
            return new Ok<>(mapping.apply(ok.value()));
        }
        return new Refused<>(((Refused<T>) this).error());
    }

    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Result<T> refused(ErrorCode code, String message) {
        return new Refused<>(new BrokerError(code, message));
    }
}
