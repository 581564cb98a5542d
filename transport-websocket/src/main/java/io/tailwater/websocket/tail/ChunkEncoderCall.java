package io.tailwater.websocket.tail;

import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.record.RecordFormat;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a {@link ChunkEncoder} on whichever worker has time. */
record ChunkEncoderCall(RecordFormat format, FeedKey key, int chunkBytes, long from, PartitionRead read)
        implements Callable<List<Chunk>> {

    @Override
    public List<Chunk> call() {
        return new ChunkEncoder(format, key, chunkBytes, from).encode(read);
    }
}
