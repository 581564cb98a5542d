package io.tailwater.core.partition;

/** Where batches come from, and so what is asked of them. */
sealed interface AppendOrigin {

    /** A client, outside of transactions. */
    record Client() implements AppendOrigin {}

    /** A client that may write as part of a transaction. */
    record TransactionalClient(ProducerTransaction transaction) implements AppendOrigin {}

    /**
     * A transaction's coordinator, which writes its marker. That is forced before it is answered, whatever the topic says.
     *
     * @param epochPerTransaction whether the marker's epoch is above that of the records before it (KIP-890)
     */
    record TransactionCoordinator(boolean epochPerTransaction) implements AppendOrigin {}

    /**
     * The owner of an internal partition, who alone writes to it and knows what may be written: records, also transactional ones
     * without sequence numbers, and markers.
     */
    record Owner() implements AppendOrigin {}

    AppendOrigin CLIENT = new Client();
    AppendOrigin OWNER = new Owner();
}
