/**
 * Transactions across partitions, as transports see them: what is asked and what is answered. The coordinator that knows the
 * transactional ids is in {@link io.tailwater.core.transaction.state}; it is reached by messages. Requests and answers are
 * immutable values, any thread. Begin at {@link io.tailwater.core.transaction.TransactionClient}.
 */
@NullMarked
package io.tailwater.core.transaction;

import org.jspecify.annotations.NullMarked;
