package io.tailwater.tcp.wire;

import io.tailwater.core.result.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.protocol.Errors;

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

    /** Its number on the wire. */
    public static short number(ErrorCode code) {
        return of(code).code();
    }
}
