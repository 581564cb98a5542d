package io.tailwater.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater produce}. */
@Command(
        name = "produce",
        description = {
            "Writes a record for each line of its input, and says how many the broker has acknowledged.",
            "",
            "  echo hello | tailwater produce words",
            "  tailwater tail words --json --from earliest --exit | tailwater produce copies --format json"
        })
final class ProduceCommand extends ClientCommand {

    private static final int MAX_LINE_BYTES = 8 << 20;
    private static final int BUFFER_BYTES = 8 << 20;
    private static final int TIMEOUT_MILLIS = 30_000;

    /** What a line is. */
    enum Format {
        lines,
        json
    }

    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String topic = "";

    @Option(
            names = "--format",
            paramLabel = "lines|json",
            description = "What a line is: a value (the default), or a record as tail --json prints them.")
    private Format format = Format.lines;

    @Option(
            names = "--key-separator",
            paramLabel = "TEXT",
            description = "What stands before it in a line is the key; a line without it has none.")
    private @Nullable String keySeparator;

    @Option(names = "--key", paramLabel = "TEXT", description = "The key of all records.")
    private @Nullable String key;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header of all records; may be repeated.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--partition", paramLabel = "N", description = "To this partition; else by the key, or any.")
    private @Nullable Integer partition;

    @Option(names = "--keep-partitions", description = "With --format json: to the partitions that the lines name.")
    private boolean keepPartitions;

    @Option(
            names = "--acks",
            paramLabel = "all|1|0",
            description = "When a record counts as written: all (the default) when it survives power loss.")
    private String acks = "all";

    @Option(
            names = "--compression",
            paramLabel = "TYPE",
            description = "none (the default), gzip, snappy, lz4 or zstd.")
    private String compression = "none";

    @Override
    int run() throws IOException {
        Map<String, Object> properties = connection().properties();
        properties.put("acks", acks);
        properties.put("compression.type", compression);
        properties.putIfAbsent("buffer.memory", BUFFER_BYTES);
        properties.putIfAbsent("max.request.size", MAX_LINE_BYTES);
        properties.putIfAbsent("max.block.ms", TIMEOUT_MILLIS / 3);
        properties.putIfAbsent("request.timeout.ms", TIMEOUT_MILLIS);
        properties.putIfAbsent("delivery.timeout.ms", 2 * TIMEOUT_MILLIS);
        Reachability.require(connection().bootstrap());
        Acknowledgements acknowledgements = new Acknowledgements();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            Thread interrupted = new Thread(
                    () -> {
                        producer.flush();
                        report(acknowledgements);
                        out().flush();
                    },
                    "produce-interrupted");
            Runtime.getRuntime().addShutdownHook(interrupted); // Ctrl-C: what was read is still written
            try {
                send(System.in, producer, acknowledgements);
                producer.flush();
            } finally {
                removeHook(interrupted);
            }
        }
        acknowledgements.throwFailure(topic);
        report(acknowledgements);
        return 0;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: this process ends anyhow.
        }
    }

    private void send(InputStream in, KafkaProducer<byte[], byte[]> producer, Acknowledgements acknowledgements)
            throws IOException {
        LineReader reader = new LineReader(in, MAX_LINE_BYTES);
        boolean interactive = Terminal.isThere();
        for (byte[] line = reader.next(); line != null && !acknowledgements.failed(); line = reader.next()) {
            producer.send(record(line, reader.lines()), acknowledgements);
            if (interactive) {
                producer.flush();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(byte[] line, long number) {
        if (format == Format.json) {
            try {
                ProducerRecord<byte[], byte[]> record = RecordText.parse(topic, line, keepPartitions);
                extraHeaders().forEach(record.headers()::add);
                return record;
            } catch (ClientException e) {
                throw ClientException.usage("Line " + number + " is no record: " + e.getMessage() + ".");
            }
        }
        byte[] separator = keySeparator == null ? new byte[0] : utf8(keySeparator);
        int at = separator.length == 0 ? -1 : indexOf(line, separator);
        byte[] lineKey = at < 0 ? null : Arrays.copyOf(line, at);
        byte[] value = at < 0 ? line : Arrays.copyOfRange(line, at + separator.length, line.length);
        return new ProducerRecord<>(
                topic, partition, null, lineKey == null && key != null ? utf8(key) : lineKey, value, extraHeaders());
    }

    private List<Header> extraHeaders() {
        List<Header> list = new ArrayList<>();
        headers.forEach((name, value) -> list.add(new RecordHeader(name, utf8(value))));
        return list;
    }

    private void report(Acknowledgements acknowledgements) {
        long records = acknowledgements.acknowledged();
        print(
                new JsonObject().put("topic", topic).put("records", records),
                records + (records == 1 ? " record" : " records") + " written to " + topic + ".");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] line, byte[] wanted) {
        for (int i = 0; i + wanted.length <= line.length; i++) {
            if (Arrays.equals(line, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
