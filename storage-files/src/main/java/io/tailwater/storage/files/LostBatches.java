package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Gives a log back what its own files lost, before anybody else appends to it. Owned by the worker that opens the log; every
 * method blocks.
 */
final class LostBatches {

    private final LogId id;
    private final LogContents contents;
    private final LogWriter writer;
    private final LogFlusher flusher;

    LostBatches(LogId id, LogContents contents, LogWriter writer, LogFlusher flusher) {
        this.id = id;
        this.contents = contents;
        this.writer = writer;
        this.flusher = flusher;
    }

    LogId id() {
        return id;
    }

    long endOffset() {
        return contents.endOffset();
    }

    /** Appends a batch, unless the log has it. */
    void restore(ByteBuffer batch) throws IOException {
        if (RecordBatchHeader.lastOffset(batch, 0) < contents.endOffset()) {
            return;
        }
        if (RecordBatchHeader.baseOffset(batch, 0) < contents.endOffset()) {
            beginInside(batch);
        }
        writer.append(batch);
    }

    /** Records were deleted up to the middle of a batch, and the files have nothing of it. */
    private void beginInside(ByteBuffer batch) {
        long baseOffset = RecordBatchHeader.baseOffset(batch, 0);
        if (contents.segments().length > 0) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "log " + id + " ends at offset " + contents.endOffset() + ", inside a batch that begins at "
                            + baseOffset);
        }
        contents.replace(contents.segments(), baseOffset);
    }

    /** Has the log's own files forced, with what was restored. */
    void force() {
        flusher.force();
    }
}
