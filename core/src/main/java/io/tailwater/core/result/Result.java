package io.tailwater.core.result;

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

    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Result<T> refused(ErrorCode code, String message) {
        return new Refused<>(new BrokerError(code, message));
    }
}
