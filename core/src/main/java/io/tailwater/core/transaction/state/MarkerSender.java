package io.tailwater.core.transaction.state;

/** Has markers written. */
@FunctionalInterface
public interface MarkerSender {

    /**
     * Begins to write a transaction's markers, and goes on until each is on disk or its partition is gone; then the coordinator
     * is to be told ({@link TransactionCoordinator#complete}). The same transaction may come again. Called on the coordinator's
     * event loop.
     */
    void send(DecidedTransaction decided);
}
