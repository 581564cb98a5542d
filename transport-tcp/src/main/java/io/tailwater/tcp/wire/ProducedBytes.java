package io.tailwater.tcp.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** The records of a produce request as bytes. */
public final class ProducedBytes {

    private ProducedBytes() {}

    /** A view of the frame's own bytes, valid as long as the frame, or null when the client sent none. */
    public static @Nullable ByteBuffer of(PartitionProduceData partition) {
        return partition.records() instanceof MemoryRecords records ? records.buffer() : null;
    }
}
