package io.tailwater.tcp.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The records of a produce request as bytes. */
public final class ProducedBytes {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private ProducedBytes() {}

    /** A view of the frame's own bytes, valid as long as the frame; empty when the client sent none. */
    public static ByteBuffer of(PartitionProduceData partition) {
        return partition.records() instanceof MemoryRecords records ? records.buffer() : NONE;
    }
}
