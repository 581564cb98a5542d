package io.tailwater.server.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says about a running process. Stateless. */
record ProcessVitals(long pid) {

    /** Whether this system has {@code /proc} to look into. */
    static boolean available() {
        return Files.exists(Path.of("/proc/self/status"));
    }

    /** Bytes of memory that are backed by no file: what a broker costs beside its mapped data. */
    long anonymousBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("No RssAnon in /proc/" + pid + "/status.");
    }

    /** Open sockets. */
    long openSockets() {
        long sockets = 0;
        File[] descriptors = new File("/proc/" + pid + "/fd").listFiles();
        for (File descriptor : descriptors == null ? new File[0] : descriptors) {
            try {
                if (Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:")) {
                    sockets++;
                }
            } catch (IOException closedMeanwhile) {
                // Not open any more, so not counted.
            }
        }
        return sockets;
    }
}
