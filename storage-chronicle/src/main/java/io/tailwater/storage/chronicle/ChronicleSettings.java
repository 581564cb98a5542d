package io.tailwater.storage.chronicle;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.storage.files.FileSettings;
import java.util.Map;

/**
 * The engine's own settings.
 *
 * @param files those of every engine over Kafka's files
 * @param chunkBytes {@code chunkBytes}: how much of a file is mapped at once, by default 16 MiB; a multiple of 64 KiB. Only
 *     what is prepared for appending is in memory
 */
record ChronicleSettings(FileSettings files, int chunkBytes) {

    private static final String CHUNK_BYTES = "chunkBytes";

    /** No system has larger pages, but those that have to be asked for. */
    private static final int LEAST_CHUNK_BYTES = 64 << 10;

    private static final int DEFAULT_CHUNK_BYTES = 16 << 20;

    static ChronicleSettings from(Map<String, String> settings) {
        FileSettings files = FileSettings.from(ChronicleLogStorageProvider.NAME, settings, CHUNK_BYTES);
        int chunkBytes = FileSettings.number(settings, CHUNK_BYTES, LEAST_CHUNK_BYTES, DEFAULT_CHUNK_BYTES);
        if (chunkBytes % LEAST_CHUNK_BYTES != 0) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    "storage.settings." + CHUNK_BYTES + " must be a multiple of " + LEAST_CHUNK_BYTES + ": "
                            + chunkBytes);
        }
        return new ChronicleSettings(files, chunkBytes);
    }
}
