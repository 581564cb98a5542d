package io.tailwater.storage.files;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings of every engine over these files.
 *
 * @param openFiles {@code openFiles}: how many files stay open while nobody uses them; by default a quarter of what the
 *     process may open, since sockets need descriptors too
 * @param mappedBytes {@code mappedBytes}: how much of the files all logs together keep mapped for appending; by default 256
 *     MiB. Mapped memory is the page cache's, but counts as the process's
 * @param directAppendBytes {@code directAppendBytes}: appends of at least this size, by default 64 KiB, are written to the file
 *     by another thread, which for them costs less than preparing space that is mapped; smaller ones are copied into mapped
 *     space
 * @param journalBytes {@code journalBytes}: how large the journal is in which the tails of many logs are forced at once, by
 *     default 16 MiB and at most 1 GiB and as much as the heap; 0 for none, so that each log is forced by itself
 * @param journalFrom {@code journalFrom}: how many logs, by default 2, have to wait at the same time for the journal to be used
 */
public record FileSettings(int openFiles, int mappedBytes, int directAppendBytes, int journalBytes, int journalFrom) {

    private static final String OPEN_FILES = "openFiles";
    private static final String MAPPED_BYTES = "mappedBytes";
    private static final String DIRECT_APPEND_BYTES = "directAppendBytes";
    private static final String JOURNAL_BYTES = "journalBytes";
    private static final String JOURNAL_FROM = "journalFrom";
    private static final List<String> KNOWN =
            List.of(OPEN_FILES, MAPPED_BYTES, DIRECT_APPEND_BYTES, JOURNAL_BYTES, JOURNAL_FROM);
    private static final int FEWEST_OPEN_FILES = 16;
    private static final int DEFAULT_MOST_OPEN_FILES = 16_384;
    private static final int LEAST_MAPPED_BYTES = 1 << 20;
    private static final int DEFAULT_MAPPED_BYTES = 256 << 20;
    private static final int DEFAULT_DIRECT_APPEND_BYTES = 64 << 10;
    private static final int DEFAULT_JOURNAL_BYTES = 16 << 20;
    static final int MOST_JOURNAL_BYTES = 1 << 30;
    private static final int DEFAULT_JOURNAL_FROM = 2;

    /**
     * Reads them.
     *
     * @param engine whose settings they are, for messages
     * @param own what else that engine knows
     * @throws StorageException when a setting is unknown or no number it may be
     */
    public static FileSettings from(String engine, Map<String, String> settings, String... own) {
        List<String> known = Stream.concat(KNOWN.stream(), Stream.of(own)).toList();
        for (String key : settings.keySet()) {
            if (!known.contains(key)) {
                throw new StorageException(
                        Kind.UNSUPPORTED,
                        "storage.settings." + key + " is unknown; engine " + engine + " knows "
                                + String.join(", ", known));
            }
        }
        return new FileSettings(
                number(settings, OPEN_FILES, FEWEST_OPEN_FILES, defaultOpenFiles()),
                number(settings, MAPPED_BYTES, LEAST_MAPPED_BYTES, DEFAULT_MAPPED_BYTES),
                number(settings, DIRECT_APPEND_BYTES, 1, DEFAULT_DIRECT_APPEND_BYTES),
                Math.min(
                        mostJournalBytes(Runtime.getRuntime().maxMemory()),
                        number(settings, JOURNAL_BYTES, 0, DEFAULT_JOURNAL_BYTES)),
                number(settings, JOURNAL_FROM, 1, DEFAULT_JOURNAL_FROM));
    }

    /**
     * How large the journal may be, in bytes: a start after a crash remembers where each log's batches are in it, which for the
     * smallest ones takes nearly half as much.
     *
     * @param heapBytes how large the heap may become
     */
    public static int mostJournalBytes(long heapBytes) {
        return (int) Math.min(MOST_JOURNAL_BYTES, heapBytes);
    }

    /** A whole number among settings. @throws StorageException when it is none, or less than the least */
    public static int number(Map<String, String> settings, String key, int least, int byDefault) {
        String value = settings.get(key);
        if (value == null) {
            return byDefault;
        }
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
