package io.tailwater.core.transaction;

import org.jspecify.annotations.Nullable;

/**
 * A producer begins to use a transactional id, or asks for another epoch after an error.
 *
 * @param transactionalId the name it goes by
 * @param timeoutMillis a transaction of it that is open for longer is aborted
 * @param known what it wrote with so far, or null when it begins (KIP-360)
 */
public record InitProducer(
        String transactionalId, int timeoutMillis, @Nullable ProducerIdentity known) {}
