package io.tailwater.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/** Record batches as Kafka's own classes make them, each with what they read from it, as files. Stateless. */
final class SampleBatches {

    private static final long SEED = 41;
    private static final long BASE_OFFSET = 5_000_000_000L;
    private static final long TIME = 1_764_172_800_000L;

    private SampleBatches() {}

    /** For each sample {@code <name>.batch}, and {@code <name>.json} with its records in Base64. */
    static void writeTo(Path directory) throws IOException {
        for (CompressionType compression : CompressionType.values()) {
            write(directory, compression.name + "-small", few(compression, TimestampType.CREATE_TIME));
            write(directory, compression.name + "-large", many(compression));
        }
        write(directory, "append-time", few(CompressionType.NONE, TimestampType.LOG_APPEND_TIME));
        write(directory, "transactional", transactional());
        write(
                directory,
                "abort",
                MemoryRecords.withEndTransactionMarker(77, (short) 0, marker(ControlRecordType.ABORT)));
        write(
                directory,
                "commit",
                MemoryRecords.withEndTransactionMarker(77, (short) 0, marker(ControlRecordType.COMMIT)));
    }

    private static EndTransactionMarker marker(ControlRecordType type) {
        return new EndTransactionMarker(type, 3);
    }

    private static MemoryRecords few(CompressionType compression, TimestampType timestampType) {
        MemoryRecordsBuilder builder = builder(compression, timestampType, 1 << 12);
        builder.append(TIME, bytes("key"), bytes("{\"total\": 12.5, \"at\": [1, 2]}"));
        builder.append(TIME - 4_000_000_000L, null, bytes("héllo ☃"), new Header[] {
            new RecordHeader("trace", new byte[] {-1, 0, 1}), new RecordHeader("empty", null)
        });
        builder.append(TIME + 4_000_000_000L, new byte[] {-2, 7}, null);
        builder.append(TIME, new byte[0], new byte[0]);
        return builder.build();
    }

    /** Enough for several blocks of every compression: what repeats, what nearly does, and what cannot be compressed. */
    private static MemoryRecords many(CompressionType compression) {
        Random random = new Random(SEED);
        MemoryRecordsBuilder builder = builder(compression, TimestampType.CREATE_TIME, 1 << 20);
        for (int i = 0; i < 400; i++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            builder.append(
                    TIME + i, bytes("key-" + i % 7), i % 2 == 0 ? noise : bytes("abc".repeat(random.nextInt(400))));
        }
        builder.append(TIME, bytes("zeros"), new byte[300_000]);
        return builder.build();
    }

    private static MemoryRecords transactional() {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(4096),
                RecordBatch.MAGIC_VALUE_V2,
                Compression.NONE,
                TimestampType.CREATE_TIME,
                BASE_OFFSET,
                TIME,
                77,
                (short) 0,
                0,
                true,
                1);
        builder.append(TIME, bytes("in"), bytes("a transaction"));
        return builder.build();
    }

    private static MemoryRecordsBuilder builder(CompressionType compression, TimestampType type, int bytes) {
        return MemoryRecords.builder(
                ByteBuffer.allocate(bytes),
                RecordBatch.MAGIC_VALUE_V2,
                Compression.of(compression).build(),
                type,
                BASE_OFFSET,
                TIME + 9);
    }

    private static void write(Path directory, String name, MemoryRecords records) throws IOException {
        ByteBuffer buffer = records.buffer().duplicate();
        byte[] batch = new byte[buffer.remaining()];
        buffer.get(batch);
        Files.write(directory.resolve(name + ".batch"), batch);
        List<String> told = new ArrayList<>();
        for (Record record : records.records()) {
            told.add(tell(record));
        }
        Files.writeString(directory.resolve(name + ".json"), "[" + String.join(",\n", told) + "]");
    }

    private static String tell(Record record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add("[\"" + header.key() + "\"," + base64(header.value()) + "]");
        }
        return "{\"offset\":" + record.offset() + ",\"timestamp\":" + record.timestamp() + ",\"key\":"
                + base64(array(record.key())) + ",\"value\":" + base64(array(record.value())) + ",\"headers\":"
                + headers.stream().collect(Collectors.joining(",", "[", "]")) + "}";
    }

    private static byte @Nullable [] array(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String base64(byte @Nullable [] bytes) {
        return bytes == null ? "null" : "\"" + Base64.getEncoder().encodeToString(bytes) + "\"";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
