package io.tailwater.core.security.user;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The users on disk: one JSON blob, replaced as a whole, so that a crash leaves the one before or the one after. Blocking;
 * thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "secret": "…", "users": {"alice": {"SCRAM-SHA-256":
 *   {"salt": "…", "iterations": 8192, "storedKey": "…", "serverKey": "…"}}}}
 * }</pre>
 */
final class UsersFile {

    static final String BLOB = "users.json";

    private static final int FORMAT = 1;
    private static final int SECRET_BYTES = 32;

    private final LogStorage storage;

    UsersFile(LogStorage storage) {
        this.storage = storage;
    }

    /** @throws StorageException when the blob is not one that this version can read */
    UserTable read(SecureRandom random) {
        Optional<byte[]> blob = storage.readBlob(BLOB);
        if (blob.isEmpty()) {
            byte[] secret = new byte[SECRET_BYTES];
            random.nextBytes(secret);
            return new UserTable(Collections.emptySortedMap(), secret);
        }
        try {
            JsonObject root = new JsonObject(Buffer.buffer(blob.get()));
            if (root.getInteger("format", 0) != FORMAT) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "The users (meta/" + BLOB + ") have format " + root.getValue("format") + ", this version reads "
                                + FORMAT + ": use the version of Tailwater that wrote them.");
            }
            SortedMap<String, Map<ScramMechanism, ScramCredential>> users = new TreeMap<>();
            JsonObject all = root.getJsonObject("users");
            all.fieldNames().forEach(name -> users.put(name, credentials(all.getJsonObject(name))));
            return new UserTable(users, bytes(root, "secret"));
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            // Without its cause, whose message could have parts of the file.
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "The users (meta/" + BLOB + ") cannot be read: restore them from a backup.");
        }
    }

    void write(UserTable table) {
        JsonObject users = new JsonObject();
        table.users().forEach((name, credentials) -> {
            JsonObject user = new JsonObject();
            credentials.forEach((mechanism, credential) -> user.put(mechanism.saslName(), json(credential)));
            users.put(name, user);
        });
        JsonObject root = new JsonObject()
                .put("format", FORMAT)
                .put("secret", text(table.secret()))
                .put("users", users);
        storage.writeBlob(BLOB, root.toBuffer().getBytes());
    }

    private static Map<ScramMechanism, ScramCredential> credentials(JsonObject user) {
        Map<ScramMechanism, ScramCredential> credentials = new EnumMap<>(ScramMechanism.class);
        for (String name : user.fieldNames()) {
            ScramMechanism mechanism = Objects.requireNonNull(ScramMechanism.named(name));
            JsonObject json = user.getJsonObject(name);
            credentials.put(
                    mechanism,
                    new ScramCredential(
                            mechanism,
                            bytes(json, "salt"),
                            json.getInteger("iterations"),
                            bytes(json, "storedKey"),
                            bytes(json, "serverKey")));
        }
        return Collections.unmodifiableMap(credentials);
    }

    private static JsonObject json(ScramCredential credential) {
        return new JsonObject()
                .put("salt", text(credential.salt()))
                .put("iterations", credential.iterations())
                .put("storedKey", text(credential.storedKey()))
                .put("serverKey", text(credential.serverKey()));
    }

    private static byte[] bytes(JsonObject json, String name) {
        return Base64.getDecoder().decode(json.getString(name));
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
