package io.tailwater.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines as the bytes they are, each of bounded length. Not thread-safe. */
final class LineReader {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final int maxLineBytes;
    private long lines;

    LineReader(InputStream in, int maxLineBytes) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * The next line without its end, which may be that of Windows; null after the last.
     *
     * @throws ClientException when it is too long
     */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int each = in.read();
        if (each < 0) {
            return null;
        }
        lines++;
        while (each >= 0 && each != '\n') {
            if (line.size() == maxLineBytes) {
                throw ClientException.refused("Line " + lines + " is longer than " + maxLineBytes + " bytes.");
            }
            line.write(each);
            each = in.read();
        }
        byte[] bytes = line.toByteArray();
        return bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    /** How many lines were read. */
    long lines() {
        return lines;
    }
}
