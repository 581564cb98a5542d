package io.tailwater.tcp.wire;

import io.tailwater.spi.LogSlice;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/**
 * Leased bytes in the place of a response where records go. {@link ResponseWriter} sends them without looking at them.
 *
 * @param slice closed by whoever sends or drops the response
 */
public record SliceRecords(LogSlice slice) implements BaseRecords {

    @Override
    public int sizeInBytes() {
        return slice.size();
    }

    @Override
    public RecordsSend<? extends BaseRecords> toSend() {
        throw new UnsupportedOperationException("sent by ResponseWriter");
    }
}
