package io.tailwater.tools;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.files.SegmentReading;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata log of Kafka's KRaft ({@code __cluster_metadata-0}) says of topics' settings: its newest snapshot, and what
 * was logged since. Owned by one thread; blocking; only reads.
 *
 * <p>A record's value is a frame version, the number of a message and its version, and the message with compact fields (KIP-631);
 * of all messages those of topics, settings and transactions (KIP-868) are looked into.
 */
final class KafkaMetadata {

    static final String TOPIC = "__cluster_metadata";

    private static final Pattern SNAPSHOT = Pattern.compile("(\\d{20})-(\\d{10})\\.checkpoint");

    private static final int FRAME_VERSION = 1;
    private static final int TOPIC_RECORD = 2;
    private static final int CONFIG_RECORD = 4;
    private static final int REMOVE_TOPIC_RECORD = 9;
    private static final int BEGIN_TRANSACTION_RECORD = 23;
    private static final int END_TRANSACTION_RECORD = 24;
    private static final int ABORT_TRANSACTION_RECORD = 25;

    /** Of {@code ConfigRecord}'s resources; others are brokers, clients, groups. */
    private static final byte TOPIC_RESOURCE = 2;

    private final RecordFormat format;
    private final Map<UUID, String> names = new HashMap<>();
    private final Map<String, Map<String, String>> settings = new TreeMap<>();

    /** What a transaction would change, or null while there is none. */
    private @Nullable List<Runnable> undecided;

    private KafkaMetadata(RecordFormat format) {
        this.format = format;
    }

    /**
     * Topics' settings, those only that are not as the cluster's defaults have them, by the names of the topics.
     *
     * @throws IOException also when it is damaged, or of a version that is not known here: nothing can be said then
     */
    static Map<String, Map<String, String>> settingsIn(StoredLog log, RecordFormat format) throws IOException {
        KafkaMetadata metadata = new KafkaMetadata(format);
        long from = 0;
        Optional<Path> snapshot = newestSnapshot(log.directory());
        if (snapshot.isPresent()) {
            metadata.replay(snapshot.get(), 0, false);
            from = endOffset(snapshot.get());
        }
        TreeMap<Long, Path> segments = log.segments();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            metadata.replay(segment.getValue(), from, segment.getKey().equals(segments.lastKey()));
        }
        return metadata.settings;
    }

    /** The offset after those that a snapshot covers is in its name, and the epoch after that. */
    private static Optional<Path> newestSnapshot(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            SNAPSHOT.matcher(String.valueOf(file.getFileName())).matches())
                    .max(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        }
    }

    private static long endOffset(Path snapshot) {
        Matcher name = SNAPSHOT.matcher(String.valueOf(snapshot.getFileName()));
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }

    /** @param torn whether it may end in the middle of a batch, as a broker that was killed leaves it */
    private void replay(Path file, long from, boolean torn) throws IOException {
        try (SegmentReading reading = SegmentReading.open(file)) {
            reading.visit(new SegmentReading.Visitor() {
                @Override
                public void batch(ByteBuffer header, int at, int position, int sizeInBytes) throws IOException {
                    if (!RecordBatchHeader.isControl(header, at) && RecordBatchHeader.baseOffset(header, at) >= from) {
                        replay(reading.bytes(position, sizeInBytes), file);
                    }
                }

                @Override
                public void damaged(int position, int endPosition, String what) throws IOException {
                    if (!torn || endPosition < Files.size(file)) {
                        throw new IOException(file + " is damaged at " + position + ": " + what);
                    }
                }

                @Override
                public void prepared(int position, int endPosition) {
                    // Nothing to read.
                }
            });
        }
    }

    private void replay(ByteBuffer batch, Path file) throws IOException {
        try {
            format.read(batch, (offset, timestampMillis, key, value, headers) -> {
                if (value != null) {
                    replay(new FieldReader(value));
                }
            });
        } catch (IllegalArgumentException | BufferUnderflowException | StorageException e) {
            throw new IOException(file + " has something that this version does not know: " + e.getMessage(), e);
        }
    }

    private void replay(FieldReader record) {
        requireKnown("frame", record.unsignedVarint(), FRAME_VERSION);
        int message = record.unsignedVarint();
        int version = record.unsignedVarint();
        switch (message) {
            case TOPIC_RECORD -> topic(record, version);
            case CONFIG_RECORD -> setting(record, version);
            case REMOVE_TOPIC_RECORD -> removal(record, version);
            case BEGIN_TRANSACTION_RECORD -> undecided = new ArrayList<>();
            case END_TRANSACTION_RECORD -> end();
            case ABORT_TRANSACTION_RECORD -> undecided = null;
            default -> {
                // Of no use here.
            }
        }
    }

    private void topic(FieldReader record, int version) {
        requireKnown("topic", version, 0);
        String name = record.compactString();
        UUID id = record.uuid();
        change(() -> names.put(id, name));
    }

    /** A setting without a value is as the default has it from now on. */
    private void setting(FieldReader record, int version) {
        requireKnown("setting", version, 0);
        if (record.int8() != TOPIC_RESOURCE) {
            return;
        }
        String topic = record.compactString();
        String name = record.compactString();
        String value = record.compactNullableString();
        change(() -> {
            Map<String, String> ofTopic = settings.computeIfAbsent(topic, unknown -> new TreeMap<>());
            if (value == null) {
                ofTopic.remove(name);
            } else {
                ofTopic.put(name, value);
            }
        });
    }

    /** A topic that is made anew does not inherit. */
    private void removal(FieldReader record, int version) {
        requireKnown("removal", version, 0);
        UUID id = record.uuid();
        change(() -> {
            String name = names.remove(id);
            if (name != null) {
                settings.remove(name);
            }
        });
    }

    private void change(Runnable change) {
        List<Runnable> waiting = undecided;
        if (waiting == null) {
            change.run();
        } else {
            waiting.add(change);
        }
    }

    private void end() {
        List<Runnable> decided = undecided;
        undecided = null;
        if (decided != null) {
            decided.forEach(Runnable::run);
        }
    }

    private static void requireKnown(String what, int version, int known) {
        if (version != known) {
            throw new IllegalArgumentException("version " + version + " of a " + what);
        }
    }
}
