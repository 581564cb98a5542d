package io.tailwater.core.transaction.state;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The key of a transactional id's records (Kafka's TransactionLogKey). Stateless. */
final class TransactionKey {

    private static final int TRANSACTION = 0;

    private TransactionKey() {}

    static ByteBuffer encode(String transactionalId) {
        return new FieldWriter(4 + transactionalId.length())
                .int16(TRANSACTION)
                .string(transactionalId)
                .toBuffer();
    }

    /** Reads a key from its buffer's position on; null for a kind that this version does not know. */
    static @Nullable String decode(ByteBuffer key) {
        FieldReader fields = new FieldReader(key);
        return fields.int16() == TRANSACTION ? fields.string() : null;
    }
}
