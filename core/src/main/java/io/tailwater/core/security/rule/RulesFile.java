package io.tailwater.core.security.rule;

import io.tailwater.core.meta.MetaFile;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.security.Principal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The rules on disk. Blocking; thread-safe as its storage is.
 *
 * <pre>{@code
 * {"format": 1, "rules": [{"permission": "ALLOW", "principal": "User:alice", "host": "*", "operation": "READ",
 *  "resource": "TOPIC", "pattern": "PREFIXED", "name": "orders."}]}
 * }</pre>
 */
final class RulesFile {

    // Nobody gets in by rules that were lost: it is not one that may be deleted.
    private final MetaFile file;

    RulesFile(LogStorage storage) {
        this.file = MetaFile.of(storage, "acls.json", "the access rules");
    }

    /** @throws StorageException when the file is not one that this version can read */
    List<AclRule> read() {
        return file.read(RulesFile::rules).orElse(List.of());
    }

    void write(Collection<AclRule> rules) {
        JsonArray array = new JsonArray();
        rules.forEach(rule -> array.add(json(rule)));
        file.write(new JsonObject().put("rules", array));
    }

    private static List<AclRule> rules(JsonObject root) {
        List<AclRule> rules = new ArrayList<>();
        JsonArray array = root.getJsonArray("rules");
        for (int i = 0; i < array.size(); i++) {
            rules.add(rule(array.getJsonObject(i)));
        }
        return rules;
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
