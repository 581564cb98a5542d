package io.tailwater.records;

import static io.tailwater.core.result.ErrorCode.CORRUPT_MESSAGE;
import static io.tailwater.core.result.ErrorCode.INVALID_RECORD;
import static io.tailwater.core.result.ErrorCode.INVALID_TIMESTAMP;
import static io.tailwater.core.result.ErrorCode.MESSAGE_TOO_LARGE;
import static io.tailwater.core.result.ErrorCode.UNSUPPORTED_COMPRESSION_TYPE;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a produced batch's header must say. Stateless. Kafka spreads these rules over {@code ProduceRequest},
 * {@code UnifiedLog} and {@code LogValidator}; codes and order are theirs. Where Kafka would repair the header of a batch
 * (trailing bytes cut off, the mark of LogAppendTime taken away), it is refused here.
 */
final class HeaderRules {

    private static final int THROUGH_MAGIC_BYTES = 17;
    private static final int LENGTH_AT = 8;
    private static final int LAST_COMPRESSION = 4;

    private HeaderRules() {}

    /** Whether exactly one whole batch is there, of a size and format that is accepted; nothing else may be read before. */
    static @Nullable BrokerError frame(ByteBuffer batches, int maxMessageBytes) {
        int at = batches.position();
        int available = batches.remaining();
        if (available == 0) {
            return error(INVALID_RECORD, "There is no record batch at all.");
        }
        if (available < THROUGH_MAGIC_BYTES) {
            return error(CORRUPT_MESSAGE, "The record batch ends in its header, after " + available + " bytes.");
        }
        byte magic = RecordBatchHeader.magic(batches, at);
        if (magic == 0 || magic == 1) {
            return error(
                    INVALID_RECORD, "Only record batches of format v2 are accepted; this one has magic " + magic + ".");
        }
        if (magic != RecordBatchHeader.MAGIC) {
            return error(CORRUPT_MESSAGE, "There is no record batch format with magic " + magic + ".");
        }
        long size = RecordBatchHeader.LENGTH_OVERHEAD + (long) batches.getInt(at + LENGTH_AT);
        if (size < RecordBatchHeader.SIZE || size > available) {
            return error(
                    CORRUPT_MESSAGE,
                    "The record batch says it has " + size + " bytes; " + available + " came, and a header alone has "
                            + RecordBatchHeader.SIZE + ".");
        }
        if (size < available) {
            return error(INVALID_RECORD, "More follows the record batch; exactly one is accepted for each partition.");
        }
        if (size > maxMessageBytes) {
            return error(
                    MESSAGE_TOO_LARGE,
                    "The record batch has " + size + " bytes; the topic accepts " + maxMessageBytes
                            + " (max.message.bytes).");
        }
        return null;
    }

    /** Whether the fields agree with each other and are a client's to set; after the CRC, so that damage is not lies. */
    static @Nullable BrokerError fields(ByteBuffer batch, int at) {
        int compression = RecordBatchHeader.compression(batch, at);
        if (compression > LAST_COMPRESSION) {
            return error(UNSUPPORTED_COMPRESSION_TYPE, "There is no compression with number " + compression + ".");
        }
        long baseOffset = RecordBatchHeader.baseOffset(batch, at);
        if (baseOffset != 0) {
            return error(INVALID_RECORD, "A producer's batch begins at offset 0, this one at " + baseOffset + ".");
        }
        int count = RecordBatchHeader.recordCount(batch, at);
        int lastOffsetDelta = RecordBatchHeader.lastOffsetDelta(batch, at);
        if (count <= 0 || lastOffsetDelta != count - 1) {
            return error(
                    INVALID_RECORD,
                    "The batch states " + count + " records and a last offset delta of " + lastOffsetDelta + ".");
        }
        if (RecordBatchHeader.isControl(batch, at)) {
            return error(INVALID_RECORD, "Clients may not write control records.");
        }
        if (RecordBatchHeader.isLogAppendTime(batch, at)) {
            return error(INVALID_TIMESTAMP, "Producers may not set the timestamp type to LogAppendTime.");
        }
        return producer(batch, at);
    }

    private static @Nullable BrokerError producer(ByteBuffer batch, int at) {
        long producerId = RecordBatchHeader.producerId(batch, at);
        if (producerId < 0) {
            return RecordBatchHeader.isTransactional(batch, at)
                    ? error(INVALID_RECORD, "A transactional batch needs a producer id.")
                    : null;
        }
        int sequence = RecordBatchHeader.baseSequence(batch, at);
        short epoch = RecordBatchHeader.producerEpoch(batch, at);
        if (sequence < 0 || epoch < 0) {
            return error(
                    INVALID_RECORD,
                    "Producer " + producerId + " sent sequence " + sequence + " with epoch " + epoch
                            + "; neither may be negative.");
        }
        return null;
    }

    private static BrokerError error(ErrorCode code, String message) {
        return new BrokerError(code, message);
    }
}
