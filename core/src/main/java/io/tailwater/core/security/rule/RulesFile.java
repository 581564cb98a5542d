package io.tailwater.core.security.rule;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.security.Principal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The rules on disk: one JSON blob, replaced as a whole, so that a crash leaves those before or those after a change. Blocking;
 * thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "rules": [{"permission": "ALLOW", "principal": "User:alice", "host": "*", "operation": "READ",
 *  "resource": "TOPIC", "pattern": "PREFIXED", "name": "orders."}]}
 * }</pre>
 */
final class RulesFile {

    static final String BLOB = "acls.json";

    private static final int FORMAT = 1;

    private final LogStorage storage;

    RulesFile(LogStorage storage) {
        this.storage = storage;
    }

    /** @throws StorageException when the blob is not one that this version can read */
    List<AclRule> read() {
        Optional<byte[]> blob = storage.readBlob(BLOB);
        if (blob.isEmpty()) {
            return List.of();
        }
        try {
            JsonObject root = new JsonObject(Buffer.buffer(blob.get()));
            if (root.getInteger("format", 0) != FORMAT) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "The access rules (meta/" + BLOB + ") have format " + root.getValue("format")
                                + ", this version reads " + FORMAT + ": use the version of Tailwater that wrote them.");
            }
            List<AclRule> rules = new ArrayList<>();
            JsonArray array = root.getJsonArray("rules");
            for (int i = 0; i < array.size(); i++) {
                rules.add(rule(array.getJsonObject(i)));
            }
            return rules;
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            // Nobody gets in by rules that were lost: without them the broker does not start.
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "The access rules (meta/" + BLOB + ") cannot be read: restore them from a backup.",
                    e);
        }
    }

    void write(Collection<AclRule> rules) {
        JsonArray array = new JsonArray();
        rules.forEach(rule -> array.add(json(rule)));
        JsonObject root = new JsonObject().put("format", FORMAT).put("rules", array);
        storage.writeBlob(BLOB, root.toBuffer().getBytes());
    }

    private static AclRule rule(JsonObject json) {
        return new AclRule(
                ResourceType.valueOf(json.getString("resource")),
                PatternType.valueOf(json.getString("pattern")),
                json.getString("name"),
                Principal.parse(json.getString("principal")),
                json.getString("host"),
                AclOperation.valueOf(json.getString("operation")),
                Permission.valueOf(json.getString("permission")));
    }

    private static JsonObject json(AclRule rule) {
        return new JsonObject()
                .put("permission", rule.permission().name())
                .put("principal", rule.principal().toString())
                .put("host", rule.host())
                .put("operation", rule.operation().name())
                .put("resource", rule.type().name())
                .put("pattern", rule.pattern().name())
                .put("name", rule.name());
    }
}
