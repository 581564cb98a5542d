package io.tailwater.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records are wanted; the broker does the filtering. Filled by picocli. */
final class RecordFilter {

    private static final Pattern COMPARISON = Pattern.compile("(\\$[^=!<>]*)(?:(!=|>=|<=|==?|<|>)(.*))?");

    @Option(names = "--key", paramLabel = "TEXT", description = "Only records of this key.")
    private @Nullable String key;

    @Option(names = "--key-prefix", paramLabel = "TEXT", description = "Only records whose key begins so.")
    private @Nullable String keyPrefix;

    @Option(names = "--contains", paramLabel = "TEXT", description = "Only records with this text in the value.")
    private @Nullable String contains;

    @Option(names = "--header", paramLabel = "NAME[=VALUE]", description = "Only records with this header.")
    private @Nullable String header;

    @Option(
            names = "--where",
            paramLabel = "PATH[OPERATOR VALUE]",
            description =
                    "Only records whose JSON value fulfils it, such as '$.customer.country=DE', '$.total>=10', '$.vip';"
                            + " operators are = != > >= < <=; may be repeated: all must hold.")
    private List<String> comparisons = new ArrayList<>();

    /** As the WebSocket protocol has it; null when everything is wanted. */
    @Nullable
    JsonObject toJson() {
        JsonObject filter = new JsonObject();
        if (key != null && keyPrefix != null) {
            throw ClientException.usage("--key and --key-prefix exclude each other.");
        }
        if (key != null) {
            filter.put("key", new JsonObject().put("equals", key));
        }
        if (keyPrefix != null) {
            filter.put("key", new JsonObject().put("prefix", keyPrefix));
        }
        if (contains != null) {
            filter.put("value", new JsonObject().put("contains", contains));
        }
        if (header != null) {
            int equals = header.indexOf('=');
            JsonObject wanted = new JsonObject().put("name", equals < 0 ? header : header.substring(0, equals));
            filter.put("header", equals < 0 ? wanted : wanted.put("equals", header.substring(equals + 1)));
        }
        if (!comparisons.isEmpty()) {
            JsonArray all = new JsonArray();
            comparisons.forEach(each -> all.add(comparison(each)));
            filter.put("json", all);
        }
        return filter.isEmpty() ? null : filter;
    }

    private static JsonObject comparison(String text) {
        Matcher parts = COMPARISON.matcher(text);
        if (!parts.matches()) {
            throw ClientException.usage(
                    "--where '" + text + "' is no comparison: write such as '$.customer.country=DE'.");
        }
        JsonObject comparison = new JsonObject().put("path", parts.group(1).strip());
        String operator = parts.group(2);
        if (operator == null) {
            return comparison.put("exists", true);
        }
        String name = switch (operator) {
            case "!=" -> "notEquals";
            case ">" -> "greater";
            case ">=" -> "greaterOrEqual";
            case "<" -> "less";
            case "<=" -> "lessOrEqual";
            default -> "equals";
        };
        return comparison.put(name, value(parts.group(3).strip()));
    }

    /** A number, true, false, null or a string in quotes, as JSON has them; anything else is the text itself. */
    private static @Nullable Object value(String text) {
        try {
            Object value = Json.decodeValue(text);
            return value instanceof JsonObject || value instanceof JsonArray ? text : value;
        } catch (DecodeException e) {
            return text;
        }
    }
}
