package io.tailwater.tcp.api;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.tcp.wire.KafkaErrors;
import org.apache.kafka.common.protocol.Errors;

/** What coordinators of transactions say, in the words that clients of a version know. Stateless. */
final class TransactionErrors {

    private TransactionErrors() {}

    /** NONE for a value. */
    static Errors of(Result<?> result) {
        return result instanceof Result.Refused<?> refused
                ? KafkaErrors.of(refused.error().code())
                : Errors.NONE;
    }

    /** Fenced producers were told otherwise before KIP-588. */
    static Errors of(Result<?> result, boolean knowsFenced) {
        Errors error = of(result);
        return error == Errors.PRODUCER_FENCED && !knowsFenced ? Errors.INVALID_PRODUCER_EPOCH : error;
    }

    /**
     * As Produce and TxnOffsetCommit tell of what a transaction's coordinator said.
     *
     * @param knowsAbortable whether the client knows TRANSACTION_ABORTABLE (KIP-890)
     * @param waits whether it knows that a transaction before may not be complete (KIP-890)
     * @param later what makes the client come back
     */
    static Errors ofAdmission(BrokerError refusal, boolean knowsAbortable, boolean waits, Errors later) {
        return switch (refusal.code()) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case TRANSACTION_ABORTABLE -> knowsAbortable ? Errors.TRANSACTION_ABORTABLE : Errors.INVALID_TXN_STATE;
            case CONCURRENT_TRANSACTIONS -> waits ? Errors.CONCURRENT_TRANSACTIONS : later;
            case COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR -> later;
            default -> KafkaErrors.of(refusal.code());
        };
    }
}
