package io.tailwater.websocket.filter;

import io.tailwater.websocket.filter.JsonCondition.Comparison;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads filters as clients write them. Stateless. */
public final class FilterReader {

    private static final int MOST_COMPARISONS = 8;
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]\"]+)|\\[(\\d{1,9})]|\\[\"([^\"]*)\"]");

    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "equals", Comparison.EQUALS,
            "notEquals", Comparison.NOT_EQUALS,
            "greater", Comparison.GREATER,
            "greaterOrEqual", Comparison.GREATER_OR_EQUAL,
            "less", Comparison.LESS,
            "lessOrEqual", Comparison.LESS_OR_EQUAL,
            "exists", Comparison.EXISTS);

    private FilterReader() {}

    /** A filter asks for more than is allowed. */
    public static final class TooCostly extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        TooCostly(String message) {
            super(message);
        }
    }

    /**
     * Reads a filter.
     *
     * @param maxBytes of it as compact JSON
     * @throws IllegalArgumentException with a sentence; {@link TooCostly} when it is too large
     */
    public static RecordFilter read(JsonObject filter, int maxBytes) {
        String text = filter.encode();
        if (text.length() > maxBytes) {
            throw new TooCostly("The filter has " + text.length() + " characters; http.webSocket.maxFilterBytes allows "
                    + maxBytes + ".");
        }
        List<RecordFilter.Condition> conditions = new ArrayList<>();
        for (String name : filter.fieldNames()) {
            Object condition = filter.getValue(name);
            switch (name) {
                case "key" -> conditions.add(key(object(condition, name)));
                case "value" -> conditions.add(value(object(condition, name)));
                case "header" -> conditions.add(header(object(condition, name)));
                case "json" -> json(condition, conditions);
                default ->
                    throw new IllegalArgumentException(
                            "A filter has no '" + name + "': it may have key, header, value and json.");
            }
        }
        return new RecordFilter(text, List.copyOf(conditions));
    }

    private static RecordFilter.Condition key(JsonObject condition) {
        only(condition, "filter.key", Set.of("equals", "prefix"));
        if (condition.size() != 1) {
            throw new IllegalArgumentException("'filter.key' needs equals or prefix, one of them.");
        }
        if (condition.containsKey("equals")) {
            BytePattern pattern = new BytePattern(text(condition, "filter.key", "equals"));
            return (key, value, headers) -> pattern.equalTo(key);
        }
        BytePattern pattern = new BytePattern(text(condition, "filter.key", "prefix"));
        return (key, value, headers) -> pattern.begins(key);
    }

    private static RecordFilter.Condition value(JsonObject condition) {
        only(condition, "filter.value", Set.of("contains"));
        BytePattern pattern = new BytePattern(text(condition, "filter.value", "contains"));
        return (key, value, headers) -> pattern.within(value);
    }

    private static RecordFilter.Condition header(JsonObject condition) {
        only(condition, "filter.header", Set.of("name", "equals"));
        String name = text(condition, "filter.header", "name");
        if (!condition.containsKey("equals")) {
            return (key, value, headers) ->
                    headers.stream().anyMatch(header -> header.name().equals(name));
        }
        BytePattern pattern = new BytePattern(text(condition, "filter.header", "equals"));
        return (key, value, headers) ->
                headers.stream().anyMatch(header -> header.name().equals(name) && pattern.equalTo(header.value()));
    }

    private static void json(@Nullable Object condition, List<RecordFilter.Condition> conditions) {
        if (!(condition instanceof JsonArray array)) {
            conditions.add(comparison(object(condition, "json")));
            return;
        }
        if (array.size() > MOST_COMPARISONS) {
            throw new TooCostly(
                    "'filter.json' may have " + MOST_COMPARISONS + " comparisons, not " + array.size() + ".");
        }
        array.forEach(one -> conditions.add(comparison(object(one, "json"))));
    }

    private static JsonCondition comparison(JsonObject condition) {
        String operator = "";
        for (String name : condition.fieldNames()) {
            if (COMPARISONS.containsKey(name) && operator.isEmpty()) {
                operator = name;
            } else if (!name.equals("path")) {
                throw new IllegalArgumentException(
                        "'filter.json' needs a path and one of " + COMPARISONS.keySet() + ", not '" + name + "'.");
            }
        }
        Comparison comparison = COMPARISONS.get(operator);
        if (comparison == null) {
            throw new IllegalArgumentException("'filter.json' needs one of " + COMPARISONS.keySet() + ".");
        }
        Object operand = operand(condition.getValue(operator));
        boolean fits = switch (comparison) {
            case EQUALS, NOT_EQUALS -> true;
            case EXISTS -> operand instanceof Boolean;
            default -> operand instanceof BigDecimal || operand instanceof String;
        };
        if (!fits) {
            throw new IllegalArgumentException("'filter.json." + operator + "' cannot be " + operand + ".");
        }
        return new JsonCondition(path(text(condition, "filter.json", "path")), comparison, operand);
    }

    private static @Nullable Object operand(@Nullable Object value) {
        if (value instanceof Number) {
            return new BigDecimal(value.toString());
        }
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        throw new IllegalArgumentException("'filter.json' compares with a string, a number, true, false or null.");
    }

    private static List<Object> path(String path) {
        List<Object> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int at = 1;
        while (path.startsWith("$") && matcher.find(at) && matcher.start() == at) {
            String index = matcher.group(2);
            String name = matcher.group(1);
            steps.add(index != null ? Integer.valueOf(index) : name != null ? name : matcher.group(3));
            at = matcher.end();
        }
        if (at != path.length() || path.isEmpty()) {
            throw new IllegalArgumentException(
                    "'filter.json.path' must be $ followed by .name, [\"name\"] or [index], not '" + path + "'.");
        }
        return List.copyOf(steps);
    }

    private static JsonObject object(@Nullable Object value, String name) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("'filter." + name + "' must be an object.");
    }

    private static String text(JsonObject condition, String where, String name) {
        if (condition.getValue(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + where + "." + name + "' must be a string.");
    }

    private static void only(JsonObject condition, String where, Set<String> names) {
        for (String name : condition.fieldNames()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + where + "' may have " + String.join(", ", names) + ", not '" + name + "'.");
            }
        }
    }
}
