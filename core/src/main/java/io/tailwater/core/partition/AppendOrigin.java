package io.tailwater.core.partition;

/** Where batches come from, and so what is asked of them. */
sealed interface AppendOrigin {

    /** A client, outside of transactions. */
    record Client() implements AppendOrigin {}

    /** A client that may write as part of a transaction. */
    record TransactionalClient(ProducerTransaction transaction) implements AppendOrigin {}

    /**
     * A coordinator of this broker: it writes markers, and transactional records without sequence numbers; what it writes is
     * always forced before it is answered.
     *
     * @param epochPerTransaction whether its markers have an epoch above that of the records before them (KIP-890)
     */
    record Coordinator(boolean epochPerTransaction) implements AppendOrigin {}

    AppendOrigin CLIENT = new Client();
}
