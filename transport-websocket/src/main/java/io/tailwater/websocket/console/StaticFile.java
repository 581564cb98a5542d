package io.tailwater.websocket.console;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is sent. Immutable.
 *
 * @param contentType what it is
 * @param etag changes when it does
 * @param plain its bytes
 * @param gzipped the same, compressed
 */
record StaticFile(String contentType, String etag, Buffer plain, Buffer gzipped) {

    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "ts", "text/plain; charset=utf-8");
    private static final int ETAG_BYTES = 12;

    /** What a file of this name is, or null when there are no files of this kind. */
    static @Nullable String contentType(String name) {
        return CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Reads a resource of the class path; null when there is none. Blocks. */
    static @Nullable StaticFile read(String resource, String contentType) throws IOException {
        try (InputStream in = StaticFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            return new StaticFile(contentType, etag(bytes), Buffer.buffer(bytes), Buffer.buffer(gzip(bytes)));
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    private static String etag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
