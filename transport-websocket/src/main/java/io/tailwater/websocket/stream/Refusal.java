package io.tailwater.websocket.stream;

import io.tailwater.core.result.BrokerError;

/** An operation that cannot be done; the client is told, and nothing has happened. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final String MALFORMED_JSON = "MALFORMED_JSON";
    static final String UNKNOWN_OPERATION = "UNKNOWN_OPERATION";
    static final String INVALID_REQUEST = "INVALID_REQUEST";
    static final String DUPLICATE_ID = "DUPLICATE_ID";
    static final String UNKNOWN_SUBSCRIPTION = "UNKNOWN_SUBSCRIPTION";
    static final String LIMIT_EXCEEDED = "LIMIT_EXCEEDED";

    private final String code;

    Refusal(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    static Refusal of(BrokerError error) {
        String sentence = error.message();
        return new Refusal(error.code().name(), sentence.endsWith(".") ? sentence : sentence + ".");
    }

    static Refusal invalid(String sentence) {
        return new Refusal(INVALID_REQUEST, sentence);
    }

    String code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
