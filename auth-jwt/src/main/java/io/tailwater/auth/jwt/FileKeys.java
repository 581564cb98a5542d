package io.tailwater.auth.jwt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jose4j.jwk.JsonWebKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys in a file, read again when a token needs another and the file has changed. Thread-safe. */
final class FileKeys implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(FileKeys.class);

    private final Path file;
    private volatile List<JsonWebKey> keys;
    private FileTime modified;
    private boolean failing;

    private FileKeys(Path file, FileTime modified, List<JsonWebKey> keys) {
        this.file = file;
        this.modified = modified;
        this.keys = keys;
    }

    /** @throws IllegalArgumentException with a sentence, when the file has no keys */
    static FileKeys open(Path file) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            return new FileKeys(file, modified, read(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The keys of jwt.jwks, " + file + ", cannot be read: "
                            + (e instanceof IOException ? e.getClass().getSimpleName() : e.getMessage()) + ".",
                    e);
        }
    }

    @Override
    public List<JsonWebKey> keys() {
        return keys;
    }

    /** Called on the thread that checks tokens, which may block for a small file. */
    @Override
    public synchronized CompletionStage<Void> refresh() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(modified)) {
                modified = now;
                keys = read(file);
            }
            failing = false;
        } catch (IOException | IllegalArgumentException e) {
            if (failing) {
                return CompletableFuture.completedFuture(null);
            }
            failing = true;
            LOG.warn("The keys in {} cannot be read again, those read before go on to count: {}", file, e.toString());
        }
        return CompletableFuture.completedFuture(null);
    }

    private static List<JsonWebKey> read(Path file) throws IOException {
        if (Files.size(file) > KeySet.MOST_BYTES) {
            throw new IllegalArgumentException("it has more than " + KeySet.MOST_BYTES + " bytes");
        }
        return KeySet.parse(Files.readString(file, StandardCharsets.UTF_8));
    }
}
