package io.tailwater.tcp.wire;

import io.netty.buffer.ByteBuf;
import io.tailwater.spi.LogSlice;
import io.tailwater.transport.SocketWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.jspecify.annotations.Nullable;

/**
 * Writes one response: its length, header and body into one buffer, cut where leased slices go between. Small slices are
 * copied into the buffer. Owned by the call that made it.
 */
public final class ResponseWriter implements Writable {

    private static final int LENGTH_BYTES = 4;

    private final ByteBuf buffer;
    private @Nullable List<Cut> cuts;

    /** A slice that is sent when the buffer has been sent up to {@code at}. */
    private record Cut(int at, LogSlice slice) {}

    private ResponseWriter(ByteBuf buffer) {
        this.buffer = buffer;
    }

    /**
     * Sends a response and takes over the slices it holds.
     *
     * @throws RuntimeException when it cannot be encoded or a slice not be read; nothing was sent, and the slices are still
     *     the caller's
     */
    public static void send(SocketWriter out, ApiKeys api, int correlationId, ApiMessage body, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator sizes = new MessageSizeAccumulator();
        body.addSize(sizes, cache, version);
        boolean flexibleHeader = api.responseHeaderVersion(version) >= 1;
        int headerBytes = flexibleHeader ? 5 : 4;
        int length = headerBytes + sizes.totalSize();
        int copied = sizes.totalSize() - sizes.sizeExcludingZeroCopy();
        int expected = copied > SocketWriter.COPY_UP_TO_BYTES ? length - copied : length;
        ByteBuf buffer = out.allocator().directBuffer(LENGTH_BYTES + expected);
        ResponseWriter writer = new ResponseWriter(buffer);
        try {
            buffer.writeInt(length).writeInt(correlationId);
            if (flexibleHeader) {
                buffer.writeByte(0);
            }
            body.write(writer, cache, version);
        } catch (RuntimeException e) {
            buffer.release();
            throw e;
        }
        writer.sendParts(out);
    }

    private void sendParts(SocketWriter out) {
        if (cuts != null) {
            int from = 0;
            for (Cut cut : cuts) {
                if (cut.at > from) {
                    out.write(buffer.readRetainedSlice(cut.at - from));
                    from = cut.at;
                }
                out.write(cut.slice);
            }
        }
        if (buffer.isReadable()) {
            out.write(buffer);
        } else {
            buffer.release();
        }
    }

    @Override
    public void writeRecords(BaseRecords records) {
        LogSlice slice = ((SliceRecords) records).slice();
        int size = slice.size();
        if (size > SocketWriter.COPY_UP_TO_BYTES) {
            if (cuts == null) {
                cuts = new ArrayList<>();
            }
            cuts.add(new Cut(buffer.writerIndex(), slice));
        } else {
            buffer.ensureWritable(size);
            slice.copyTo(0, buffer.internalNioBuffer(buffer.writerIndex(), size));
            buffer.writerIndex(buffer.writerIndex() + size);
            slice.close();
        }
    }

    @Override
    public void writeByte(byte value) {
        buffer.writeByte(value);
    }

    @Override
    public void writeShort(short value) {
        buffer.writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        buffer.writeInt(value);
    }

    @Override
    public void writeLong(long value) {
        buffer.writeLong(value);
    }

    @Override
    public void writeDouble(double value) {
        buffer.writeDouble(value);
    }

    @Override
    public void writeByteArray(byte[] bytes) {
        buffer.writeBytes(bytes);
    }

    @Override
    public void writeByteBuffer(ByteBuffer bytes) {
        buffer.writeBytes(bytes.duplicate());
    }

    @Override
    public void writeUnsignedVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            buffer.writeByte(rest | 0x80);
            rest >>>= 7;
        }
        buffer.writeByte(rest);
    }

    @Override
    public void writeVarint(int value) {
        writeUnsignedVarint((value << 1) ^ (value >> 31));
    }

    @Override
    public void writeVarlong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            buffer.writeByte((int) rest | 0x80);
            rest >>>= 7;
        }
        buffer.writeByte((int) rest);
    }
}
