package io.tailwater.core.coordinator;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;

/** What a test got for a question. Confined to the test's thread, or to the coordinator's loop. */
public final class Answer<T> {

    private final Reply<T> reply = Reply.to(this::given);
    private Result<T> result;

    Reply<T> reply() {
        return reply;
    }

    private void given(Result<T> given) {
        if (result != null) {
            throw new AssertionError("answered twice: " + result + ", then " + given);
        }
        result = given;
    }

    public boolean isGiven() {
        return result != null;
    }

    public boolean hasValue() {
        return result instanceof Result.Ok<T>;
    }

    public boolean isRefused() {
        return result instanceof Result.Refused;
    }

    /** The value, where there has to be one. */
    public T value() {
        if (result instanceof Result.Ok<T> ok) {
            return ok.value();
        }
        throw new AssertionError("no value but " + result);
    }

    /** The refusal, where there has to be one. */
    public BrokerError error() {
        if (result instanceof Result.Refused<T> refused) {
            return refused.error();
        }
        throw new AssertionError("no refusal but " + result);
    }

    public ErrorCode errorCode() {
        return error().code();
    }
}
