package io.tailwater.tools;

import io.tailwater.core.record.RecordHeader;
import io.tailwater.storage.files.StoredLog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a dump looks. */
interface BatchPrinter {

    /** The next batches are those of a file. */
    void file(StoredLog log, Path file);

    void batch(ByteBuffer header, int at, int position, int sizeInBytes);

    /** @param control whether it is a marker, of which the key says what sort */
    void record(
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers,
            boolean control);

    void damaged(int position, int endPosition, String what);

    void prepared(int position, int endPosition);
}
