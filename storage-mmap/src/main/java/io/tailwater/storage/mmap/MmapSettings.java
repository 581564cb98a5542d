package io.tailwater.storage.mmap;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;

/**
 * The engine's own settings.
 *
 * @param openFiles {@code openFiles}: how many files stay open while nobody uses them; by default a quarter of what the
 *     process may open, since sockets need descriptors too
 * @param mappedBytes {@code mappedBytes}: how much of the files all logs together keep mapped for appending; by default 256
 *     MiB. Mapped memory is the page cache's, but counts as the process's
 */
record MmapSettings(int openFiles, int mappedBytes) {

    private static final String OPEN_FILES = "openFiles";
    private static final String MAPPED_BYTES = "mappedBytes";
    private static final Set<String> KNOWN = Set.of(OPEN_FILES, MAPPED_BYTES);
    private static final int FEWEST_OPEN_FILES = 16;
    private static final int DEFAULT_MOST_OPEN_FILES = 16_384;
    private static final int LEAST_MAPPED_BYTES = 1 << 20;
    private static final int DEFAULT_MAPPED_BYTES = 256 << 20;

    static MmapSettings from(Map<String, String> settings) {
        for (String key : settings.keySet()) {
            if (!KNOWN.contains(key)) {
                throw new StorageException(
                        Kind.UNSUPPORTED,
                        "storage.settings." + key + " is unknown; engine mmap knows " + OPEN_FILES + " and "
                                + MAPPED_BYTES);
            }
        }
        String openFiles = settings.get(OPEN_FILES);
        String mappedBytes = settings.get(MAPPED_BYTES);
        return new MmapSettings(
                openFiles == null ? defaultOpenFiles() : parse(OPEN_FILES, openFiles, FEWEST_OPEN_FILES),
                mappedBytes == null ? DEFAULT_MAPPED_BYTES : parse(MAPPED_BYTES, mappedBytes, LEAST_MAPPED_BYTES));
    }

    private static int parse(String key, String value, int least) {
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new StorageException(
                Kind.UNSUPPORTED, "storage.settings." + key + " must be a number of at least " + least + ": " + value);
    }

    private static int defaultOpenFiles() {
        long allowed = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : DEFAULT_MOST_OPEN_FILES;
        return (int) Math.max(FEWEST_OPEN_FILES, Math.min(DEFAULT_MOST_OPEN_FILES, allowed / 4));
    }
}
