/**
 * The coordinator of transactions: a replayable state machine over {@code __transaction_state}, in Kafka's record formats.
 * Confined to its coordinator's event loop. Begin at {@link io.tailwater.core.transaction.state.TransactionCoordinator}.
 */
@NullMarked
package io.tailwater.core.transaction.state;

import org.jspecify.annotations.NullMarked;
