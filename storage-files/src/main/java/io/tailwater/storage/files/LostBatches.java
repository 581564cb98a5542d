package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a log back what its own files lost, before anybody else appends to it. Owned by the worker that opens the log; every
 * method blocks.
 */
final class LostBatches {

    private final LogId id;
    private final LogContents contents;
    private final LogWriter writer;
    private final LogFlusher flusher;

    /** Where the log ended. */
    private final long found;

    private long firstMissing;
    private long lastMissing;
    private long missing;

    LostBatches(LogId id, LogContents contents, LogWriter writer, LogFlusher flusher) {
        this.id = id;
        this.contents = contents;
        this.writer = writer;
        this.flusher = flusher;
        this.found = contents.endOffset();
    }

    LogId id() {
        return id;
    }

    long endOffset() {
        return contents.endOffset();
    }

    /**
     * Appends those batches that the log lacks.
     *
     * @param offset where they begin
     * @param limit those that reach beyond it do not count
     * @return -1, or where something is that does not fit what the log has: nothing from there on was appended
     */
    int restore(ByteBuffer batches, long offset, long limit) throws IOException {
        for (int at = 0; at < batches.limit(); ) {
            int size = SoundBatch.sizeOf(batches, at);
            if (size == 0
                    || !SoundBatch.hasGoodCrc(batches, at, size)
                    || (at == 0 && offset != RecordBatchHeader.baseOffset(batches, at))) {
                return at;
            }
            if (RecordBatchHeader.lastOffset(batches, at) >= limit) {
                return -1;
            }
            if (!restore(batches.slice(at, size))) {
                return at;
            }
            at += size;
        }
        return -1;
    }

    /** Appends a batch, unless the log has it. @return false when it cannot follow */
    private boolean restore(ByteBuffer batch) throws IOException {
        long baseOffset = RecordBatchHeader.baseOffset(batch, 0);
        long end = contents.endOffset();
        if (RecordBatchHeader.lastOffset(batch, 0) < end) {
            return true;
        }
        if (baseOffset < end) {
            if (contents.segments().length > 0) {
                return false;
            }
            // Records were deleted up to the middle of the batch, and the files have nothing of it.
            contents.replace(contents.segments(), baseOffset);
        } else if (baseOffset > end) {
            firstMissing = missing == 0 ? end : firstMissing;
            lastMissing = baseOffset - 1;
            missing += baseOffset - end;
        }
        writer.append(batch);
        return true;
    }

    /** What is to be said of it, in sentences. */
    List<String> findings(Path from) {
        List<String> findings = new ArrayList<>();
        if (contents.endOffset() != found) {
            findings.add("log " + id + " got back offsets " + found + " to " + (contents.endOffset() - 1) + " from "
                    + from + ": its own files had lost them");
        }
        if (missing > 0) {
            findings.add("log " + id + " lacks "
                    + (missing == 1
                            ? "offset " + firstMissing
                            : missing + " offsets between " + firstMissing + " and " + lastMissing)
                    + ", which neither its own files nor " + from + " have");
        }
        return findings;
    }

    /** Has the log's own files forced, with what was restored. */
    void force() {
        flusher.force();
    }
}
