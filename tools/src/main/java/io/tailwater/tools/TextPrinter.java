package io.tailwater.tools;

import io.tailwater.core.record.RecordHeader;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.files.StoredLog;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines for people, with the words of Kafka's {@code kafka-dump-log}. */
final class TextPrinter implements BatchPrinter {

    private static final String[] CODECS = {"none", "gzip", "snappy", "lz4", "zstd"};

    private final PrintWriter out;

    TextPrinter(PrintWriter out) {
        this.out = out;
    }

    static String codec(ByteBuffer header, int at) {
        int codec = RecordBatchHeader.compression(header, at);
        return codec < CODECS.length ? CODECS[codec] : "codec " + codec;
    }

    @Override
    public void file(StoredLog log, Path file) {
        out.println("Dumping " + file);
    }

    @Override
    public void batch(ByteBuffer header, int at, int position, int sizeInBytes) {
        out.println("baseOffset: " + RecordBatchHeader.baseOffset(header, at) + " lastOffset: "
                + RecordBatchHeader.lastOffset(header, at) + " count: " + RecordBatchHeader.recordCount(header, at)
                + " baseSequence: " + RecordBatchHeader.baseSequence(header, at) + " producerId: "
                + RecordBatchHeader.producerId(header, at) + " producerEpoch: "
                + RecordBatchHeader.producerEpoch(header, at) + " partitionLeaderEpoch: "
                + RecordBatchHeader.leaderEpoch(header, at) + " isTransactional: "
                + RecordBatchHeader.isTransactional(header, at) + " isControl: "
                + RecordBatchHeader.isControl(header, at) + " position: " + position + " "
                + (RecordBatchHeader.isLogAppendTime(header, at) ? "LogAppendTime: " : "CreateTime: ")
                + RecordBatchHeader.maxTimestamp(header, at) + " size: " + sizeInBytes + " magic: 2 compresscodec: "
                + codec(header, at) + " crc: " + RecordBatchHeader.crc(header, at) + " isvalid: true");
    }

    @Override
    public void record(
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers,
            boolean control) {
        StringBuilder line = new StringBuilder("| offset: " + offset + " timestamp: " + timestampMillis);
        if (control && key != null) {
            line.append(" endTxnMarker: ").append(marker(key));
        } else {
            line.append(" keySize: ").append(key == null ? -1 : key.remaining());
            line.append(" valueSize: ").append(value == null ? -1 : value.remaining());
            line.append(" headerKeys: [");
            headers.forEach(header -> line.append(header.name()).append(','));
            line.append("] key: ").append(text(key)).append(" payload: ").append(text(value));
        }
        out.println(line);
    }

    static String marker(ByteBuffer key) {
        short type = key.remaining() >= 4 ? key.getShort(key.position() + 2) : -1;
        return type == 0 ? "ABORT" : type == 1 ? "COMMIT" : "type " + type;
    }

    private static String text(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return "null";
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return "0x" + HexFormat.of().formatHex(copy);
        }
    }

    @Override
    public void damaged(int position, int endPosition, String what) {
        out.println("position: " + position + " to: " + endPosition + " isvalid: false (" + what + ")");
    }

    @Override
    public void prepared(int position, int endPosition) {
        out.println("position: " + position + " to: " + endPosition + " zeros: space prepared for batches to come");
    }
}
