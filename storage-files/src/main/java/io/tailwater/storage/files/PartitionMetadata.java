package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The topic a log directory belongs to. It says so in Kafka's file {@code partition.metadata}. Stateless. */
final class PartitionMetadata {

    private static final String TOPIC_ID = "topic_id: ";

    private PartitionMetadata() {}

    /** Empty when there is no such directory, no such file, or one that cannot be understood. */
    static Optional<UUID> read(FileLayer files, Path directory) throws IOException {
        return FileContents.read(files, directory.resolve(LogDirectory.METADATA))
                .flatMap(PartitionMetadata::parse);
    }

    /** Empty when it cannot be understood. */
    static Optional<UUID> parse(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(TOPIC_ID))
                .findFirst()
                .flatMap(line -> decode(line.substring(TOPIC_ID.length()).trim()));
    }

    static byte[] format(UUID topicId) {
        return ("version: 0\n" + TOPIC_ID + encode(topicId)).getBytes(StandardCharsets.UTF_8);
    }

    /** As Kafka writes ids: base64, safe for URLs, without padding. */
    static String encode(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Optional<UUID> decode(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != 2 * Long.BYTES) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
