package io.tailwater.core.security.user;

import io.tailwater.core.meta.MetaFile;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The users on disk. Blocking; thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "secret": "…", "users": {"alice": {"SCRAM-SHA-256":
 *   {"salt": "…", "iterations": 8192, "storedKey": "…", "serverKey": "…"}}}}
 * }</pre>
 */
final class UsersFile {

    private static final int SECRET_BYTES = 32;

    private final MetaFile file;

    UsersFile(LogStorage storage) {
        this.file = MetaFile.of(storage, "users.json", "the users").secret();
    }

    /** @throws StorageException when the file is not one that this version can read */
    UserTable read(SecureRandom random) {
        return file.read(UsersFile::table).orElseGet(() -> {
            byte[] secret = new byte[SECRET_BYTES];
            random.nextBytes(secret);
            return new UserTable(Collections.emptySortedMap(), secret);
        });
    }

    void write(UserTable table) {
        JsonObject users = new JsonObject();
        table.users().forEach((name, credentials) -> {
            JsonObject user = new JsonObject();
            credentials.forEach((mechanism, credential) -> user.put(mechanism.saslName(), json(credential)));
            users.put(name, user);
        });
        file.write(new JsonObject().put("secret", text(table.secret())).put("users", users));
    }

    private static UserTable table(JsonObject root) {
        SortedMap<String, Map<ScramMechanism, ScramCredential>> users = new TreeMap<>();
        JsonObject all = root.getJsonObject("users");
        all.fieldNames().forEach(name -> users.put(name, credentials(all.getJsonObject(name))));
        return new UserTable(users, bytes(root, "secret"));
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
