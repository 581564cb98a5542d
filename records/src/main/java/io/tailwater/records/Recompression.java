package io.tailwater.records;

import io.tailwater.core.record.TargetCompression;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one checked batch anew with another compression. Stateless. What is compressed is the records as they are when they
 * are not, so that they pass from one codec to the other unread; of the header only length, codec and CRC change.
 */
final class Recompression {

    private static final int CHUNK_BYTES = 16 << 10;
    private static final int ATTRIBUTES_AT = 21;
    private static final int CODEC_MASK = 0x07;

    private Recompression() {}

    static Result<ByteBuffer> of(ByteBuffer batch, TargetCompression target, int maxBytes, BufferPool pool) {
        try {
            ByteBuffer rewritten = rewritten(batch, target, maxBytes, pool);
            return rewritten != null
                    ? Result.ok(rewritten)
                    : Result.refused(
                            ErrorCode.MESSAGE_TOO_LARGE,
                            "Kept as compression.type says, the batch has more than " + maxBytes
                                    + " bytes (max.message.bytes).");
        } catch (IOException e) {
            return Result.refused(
                    ErrorCode.CORRUPT_MESSAGE, "The records cannot be decompressed: " + e.getMessage() + ".");
        } catch (LinkageError e) {
            return new Result.Refused<>(new BrokerError(
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "The codec of this topic cannot be loaded on this machine: " + e.getMessage() + "."));
        }
    }

    /** Null when it grows past its bound: whatever the bytes expand to, no more of them are held than that. */
    private static @Nullable ByteBuffer rewritten(
            ByteBuffer batch, TargetCompression target, int maxBytes, BufferPool pool) throws IOException {
        int at = batch.position();
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(batch.remaining() + CHUNK_BYTES);
        bytes.write(batch.slice(at, RecordBatchHeader.SIZE));
        byte[] copy = new byte[CHUNK_BYTES];
        try (Chunks chunks = Chunks.of(batch, at, pool);
                OutputStream records = Codecs.of(target).wrapForOutput(bytes, RecordBatchHeader.MAGIC)) {
            for (ByteBuffer chunk = chunks.next(CHUNK_BYTES); chunk != null; chunk = chunks.next(CHUNK_BYTES)) {
                int length = chunk.remaining();
                chunk.get(copy, 0, length);
                records.write(copy, 0, length);
                if (bytes.position() > maxBytes) {
                    return null;
                }
            }
        }
        return bytes.position() > maxBytes ? null : headed(bytes.buffer().flip(), target);
    }

    private static ByteBuffer headed(ByteBuffer batch, TargetCompression target) {
        batch.putInt(
                RecordBatchHeader.LENGTH_OVERHEAD - Integer.BYTES, batch.limit() - RecordBatchHeader.LENGTH_OVERHEAD);
        int others = RecordBatchHeader.attributes(batch, 0) & ~CODEC_MASK;
        batch.putShort(ATTRIBUTES_AT, (short) (others | target.codec().number()));
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(batch, 0, crc.getValue());
        return batch;
    }
}
