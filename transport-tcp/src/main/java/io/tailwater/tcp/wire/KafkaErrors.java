package io.tailwater.tcp.wire;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Core's error codes as Kafka's: they have the same names. */
public final class KafkaErrors {

    private static final Map<ErrorCode, Errors> BY_CODE = new EnumMap<>(ErrorCode.class);

    static {
        for (ErrorCode code : ErrorCode.values()) {
            BY_CODE.put(code, Errors.valueOf(code.name()));
        }
    }

    private KafkaErrors() {}

    /** The error to answer with. */
    public static Errors of(ErrorCode code) {
        return Objects.requireNonNull(BY_CODE.get(code));
    }

    /** Why something was refused; {@link Errors#NONE} when it was done. */
    public static Errors of(Result<?> result) {
        return result instanceof Result.Refused<?> refused ? of(refused.error().code()) : Errors.NONE;
    }

    /** Its number on the wire. */
    public static short number(ErrorCode code) {
        return of(code).code();
    }

    /** The number on the wire of what went wrong with a part of a request, 0 when nothing did. */
    public static short number(@Nullable BrokerError error) {
        return error == null ? 0 : number(error.code());
    }
}
