package io.tailwater.storage.mmap;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * The engine's own settings.
 *
 * @param openFiles {@code openFiles}: how many files stay open while nobody uses them; by default a quarter of what the
 *     process may open, since sockets need descriptors too
 */
record MmapSettings(int openFiles) {

    private static final String OPEN_FILES = "openFiles";
    private static final int FEWEST = 16;
    private static final int DEFAULT_MOST = 16_384;

    static MmapSettings from(Map<String, String> settings) {
        for (String key : settings.keySet()) {
            if (!key.equals(OPEN_FILES)) {
                throw new StorageException(
                        Kind.UNSUPPORTED, "storage.settings." + key + " is unknown; engine mmap knows " + OPEN_FILES);
            }
        }
        String value = settings.get(OPEN_FILES);
        return new MmapSettings(value == null ? defaultOpenFiles() : parse(value));
    }

    private static int parse(String value) {
        try {
            int files = Integer.parseInt(value.trim());
            if (files >= FEWEST) {
                return files;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new StorageException(
                Kind.UNSUPPORTED,
                "storage.settings." + OPEN_FILES + " must be a number of at least " + FEWEST + ": " + value);
    }

    private static int defaultOpenFiles() {
        long allowed = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : DEFAULT_MOST;
        return (int) Math.max(FEWEST, Math.min(DEFAULT_MOST, allowed / 4));
    }
}
