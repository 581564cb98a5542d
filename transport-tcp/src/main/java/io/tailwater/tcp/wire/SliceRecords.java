package io.tailwater.tcp.wire;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/**
 * Leased bytes in the place of a response where records go. {@link ResponseWriter} sends them without looking at them.
 *
 * @param slice closed by whoever sends or drops the response
 */
public record SliceRecords(LogSlice slice) implements BaseRecords {

    /** No bytes, as a broker says it: not null. */
    public static final SliceRecords NONE = new SliceRecords(MemorySlice.EMPTY);

    @Override
    public int sizeInBytes() {
        return slice.size();
    }

    @Override
    public RecordsSend<? extends BaseRecords> toSend() {
        throw new UnsupportedOperationException("sent by ResponseWriter");
    }
}
