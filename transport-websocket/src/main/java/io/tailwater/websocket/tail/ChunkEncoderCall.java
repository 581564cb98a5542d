package io.tailwater.websocket.tail;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.record.RecordFormat;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a {@link ChunkEncoder} on whichever worker has time. */
record ChunkEncoderCall(RecordFormat format, FeedKey key, int chunkBytes, long from, PartitionRead read)
        implements Callable<ChunkEncoderCall.Encoded> {

    /**
     * What came of it.
     *
     * @param suspect the offset of the first batch that could not be read, or -1
     */
    record Encoded(List<Chunk> chunks, long suspect) {}

    @Override
    public Encoded call() {
        ChunkEncoder encoder = new ChunkEncoder(format, key, chunkBytes, from);
        DamagedRange damaged = read.damaged();
        List<Chunk> chunks = damaged == null ? encoder.encode(read) : encoder.pass(read, damaged);
        return new Encoded(chunks, encoder.suspect());
    }
}
