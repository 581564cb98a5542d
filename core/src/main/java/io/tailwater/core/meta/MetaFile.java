package io.tailwater.core.meta;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * One of the broker's own files in {@code meta/}: a JSON object that begins with the version of its format, replaced as a
 * whole, so that a crash leaves the one before or the one after. One that cannot be read is left alone and refused with its
 * name and what to do, for a broker that went on without it might write over it. Blocking; thread-safe as its storage is.
 */
public final class MetaFile {

    private static final String FORMAT = "format";
    private static final int VERSION = 1;

    private final LogStorage storage;
    private final String name;
    private final String contents;
    private final boolean deletable;
    private final boolean secret;

    private MetaFile(LogStorage storage, String name, String contents, boolean deletable, boolean secret) {
        this.storage = storage;
        this.name = name;
        this.contents = contents;
        this.deletable = deletable;
        this.secret = secret;
    }

    /**
     * A file that a broker cannot do without once it is there.
     *
     * @param storage keeps it as a blob
     * @param name the blob's, which is the file's
     * @param contents what is in it, as in "the quotas"
     */
    public static MetaFile of(LogStorage storage, String name, String contents) {
        return new MetaFile(storage, name, contents, false, false);
    }

    /** The same, where people may delete it and go on without what is in it, which a message then says. */
    public MetaFile deletable() {
        return new MetaFile(storage, name, contents, true, secret);
    }

    /** The same, where nothing of what is in it may be in a message. */
    public MetaFile secret() {
        return new MetaFile(storage, name, contents, deletable, true);
    }

    /**
     * Reads it; empty where there is none yet.
     *
     * @param decoding makes of the JSON what it stands for; what it throws because something is missing or of the wrong kind
     *     ({@link ClassCastException}, {@link NullPointerException}, {@link IllegalArgumentException}) tells of damage
     * @throws StorageException when it is not one that this version can read
     */
    public <T> Optional<T> read(Function<JsonObject, T> decoding) {
        return storage.readBlob(name).map(bytes -> decode(bytes, decoding));
    }

    /** Replaces it. */
    public void write(JsonObject json) {
        storage.writeBlob(
                name,
                new JsonObject().put(FORMAT, VERSION).mergeIn(json).toBuffer().getBytes());
    }

    private <T> T decode(byte[] bytes, Function<JsonObject, T> decoding) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            int version = json.getInteger(FORMAT);
            if (version != VERSION) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        this + " has format " + version + ", this version reads " + VERSION
                                + ": use the version of Tailwater that wrote it.");
            }
            return decoding.apply(json);
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            String remedy = deletable ? ", or delete it to go on without" : "";
            String message = this + " cannot be read: restore it from a backup" + remedy + ".";
            throw secret
                    ? new StorageException(StorageException.Kind.CORRUPT, message)
                    : new StorageException(StorageException.Kind.CORRUPT, message, e);
        }
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return "meta/" + name + " (" + contents + ")";
    }
}
