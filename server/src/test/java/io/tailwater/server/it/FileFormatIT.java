package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are Kafka's: its own classes read the segments, and the indexes are what it would look for in them. */
@Timeout(180)
class FileFormatIT {

    private static final String TOPIC = "files";
    private static final int OFFSET_ENTRY_BYTES = 8;
    private static final int TIME_ENTRY_BYTES = 12;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"none,mmap", "lz4,mmap", "none,chronicle"})
    void areReadByKafkasOwnClasses(String compression, String engine) throws IOException {
        List<ConsumerRecord<byte[], byte[]>> served = produceAndRead(compression, engine);

        List<Path> segments = files(".log");

        assertThat(segments).hasSizeGreaterThan(2);
        List<ConsumerRecord<byte[], byte[]>> unseen = new ArrayList<>(served);
        for (Path segment : segments) {
            long offset = baseOffset(segment);
            int bytes = 0;
            for (FileChannelRecordBatch batch : batches(segment)) {
                batch.ensureValid();
                assertThat(batch.baseOffset()).isEqualTo(offset);
                for (Record record : batch) {
                    assertSame(record, unseen.remove(0));
                }
                offset = batch.nextOffset();
                bytes += batch.sizeInBytes();
            }
            assertThat(Files.size(segment))
                    .as("bytes of %s", segment.getFileName())
                    .isEqualTo(bytes);
        }
        assertThat(unseen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mmap", "chronicle"})
    void haveIndexesThatLeadToTheRightBatch(String engine) throws IOException {
        produceAndRead("snappy", engine);
        for (Path segment : files(".log")) {
            Map<Integer, FileChannelRecordBatch> byPosition = new HashMap<>();
            batches(segment).forEach(batch -> byPosition.put(batch.position(), batch));
            assertOffsetIndex(segment, byPosition);
            assertTimeIndex(segment, byPosition);
        }
    }

    /** Entries of (offset relative to the segment's, position), both rising; reading at position finds that offset. */
    private static void assertOffsetIndex(Path segment, Map<Integer, FileChannelRecordBatch> byPosition)
            throws IOException {
        ByteBuffer index = index(segment, ".index");
        assertThat(index.remaining() % OFFSET_ENTRY_BYTES).isZero();
        assertThat(index.remaining()).as("entries of %s", segment.getFileName()).isPositive();
        int lastOffset = -1;
        int lastPosition = -1;
        while (index.hasRemaining()) {
            int offset = index.getInt();
            int position = index.getInt();
            assertThat(offset).isGreaterThan(lastOffset);
            assertThat(position).isGreaterThan(lastPosition);
            FileChannelRecordBatch batch = byPosition.get(position);
            assertThat(batch).as("batch at %d", position).isNotNull();
            assertThat(baseOffset(segment) + offset).isBetween(batch.baseOffset(), batch.lastOffset());
            lastOffset = offset;
            lastPosition = position;
        }
    }

    /** Entries of (the largest time so far, the offset that has it), rising. */
    private static void assertTimeIndex(Path segment, Map<Integer, FileChannelRecordBatch> byPosition)
            throws IOException {
        ByteBuffer index = index(segment, ".timeindex");
        assertThat(index.remaining() % TIME_ENTRY_BYTES).isZero();
        assertThat(index.remaining()).as("entries of %s", segment.getFileName()).isPositive();
        long lastTimestamp = Long.MIN_VALUE;
        int lastOffset = -1;
        while (index.hasRemaining()) {
            long timestamp = index.getLong();
            int relativeOffset = index.getInt();
            assertThat(timestamp).isGreaterThan(lastTimestamp);
            assertThat(relativeOffset).isGreaterThanOrEqualTo(lastOffset);
            long offset = baseOffset(segment) + relativeOffset;
            long largestSoFar = byPosition.values().stream()
                    .filter(batch -> batch.baseOffset() <= offset)
                    .mapToLong(FileChannelRecordBatch::maxTimestamp)
                    .max()
                    .orElseThrow();
            assertThat(timestamp).as("time at %d", offset).isEqualTo(largestSoFar);
            lastTimestamp = timestamp;
            lastOffset = relativeOffset;
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> produceAndRead(String compression, String engine) {
        try (BrokerProcess broker =
                BrokerProcess.start(BrokerSetup.in(directory.resolve("data")).withEngine(engine))) {
            KafkaClients clients = new KafkaClients(broker.address());
            TopicPartition partition;
            try (Admin admin = clients.admin();
                    Producer<byte[], byte[]> producer = clients.producer(
                            "compression.type",
                            compression,
                            "batch.size",
                            3_000,
                            "acks",
                            "1",
                            "enable.idempotence",
                            false)) {
                partition = new Topics(admin).create(TOPIC, 1, "segment.bytes", "200000");
                SampleRecords samples = new SampleRecords(5);
                for (ProducerRecord<byte[], byte[]> record : samples.of(TOPIC, 1, 6_000)) {
                    producer.send(record);
                }
            }
            List<ConsumerRecord<byte[], byte[]>> served = PartitionReader.readAll(clients, partition);
            broker.terminate();
            return served;
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().equals(TOPIC + "-0"))
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static List<FileChannelRecordBatch> batches(Path segment) throws IOException {
        List<FileChannelRecordBatch> batches = new ArrayList<>();
        FileRecords.open(segment.toFile(), false).batches().forEach(batches::add);
        return batches;
    }

    private static ByteBuffer index(Path segment, String suffix) throws IOException {
        String name = segment.getFileName().toString().replace(".log", suffix);
        return ByteBuffer.wrap(Files.readAllBytes(segment.resolveSibling(name)));
    }

    private static long baseOffset(Path segment) {
        String name = segment.getFileName().toString();
        assertThat(name).matches("\\d{20}\\.log");
        return Long.parseLong(name.substring(0, 20));
    }

    private static void assertSame(Record record, ConsumerRecord<byte[], byte[]> served) {
        assertThat(record.offset()).isEqualTo(served.offset());
        assertThat(record.timestamp()).isEqualTo(served.timestamp());
        assertThat(Utils.toNullableArray(record.key())).isEqualTo(served.key());
        assertThat(Utils.toNullableArray(record.value())).isEqualTo(served.value());
        assertThat(record.headers()).isEqualTo(served.headers().toArray());
    }
}
