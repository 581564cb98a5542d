package io.tailwater.bench.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What of this process is in memory, as Linux tells it. Stateless. */
final class Resident {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KIBIBYTE = 1024;

    private Resident() {}

    static long bytes() {
        return field("VmRSS:");
    }

    /** The part of it that is mapped files. */
    static long fileBytes() {
        return field("RssFile:");
    }

    private static long field(String name) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE;
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return -1;
    }
}
