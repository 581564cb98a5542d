package io.tailwater.websocket.filter;

import io.tailwater.core.json.JsonFinder;
import io.tailwater.core.json.Utf8;
import io.tailwater.core.record.RecordHeader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of what a JSON value has at a path. Immutable.
 *
 * @param path names and indexes, from the outside in
 * @param comparison how
 * @param operand a {@link String}, {@link BigDecimal}, {@link Boolean} or null
 */
record JsonCondition(
        List<Object> path, Comparison comparison, @Nullable Object operand) implements RecordFilter.Condition {

    /** How a value at a path is compared. */
    enum Comparison {
        EQUALS,
        NOT_EQUALS,
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        EXISTS
    }

    @Override
    public boolean holds(@Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        JsonFinder finder = new JsonFinder();
        boolean found = value != null && Utf8.valid(value) && finder.find(value, path);
        if (comparison == Comparison.EXISTS) {
            return found == Boolean.TRUE.equals(operand);
        }
        if (!found) {
            return false;
        }
        Object there = finder.scalar();
        return switch (comparison) {
            case EQUALS -> same(there);
            case NOT_EQUALS -> !same(there);
            default -> ordered(there);
        };
    }

    private boolean same(@Nullable Object there) {
        if (there instanceof BigDecimal number && operand instanceof BigDecimal other) {
            return number.compareTo(other) == 0;
        }
        return Objects.equals(there, operand);
    }

    private boolean ordered(@Nullable Object there) {
        int order;
        if (there instanceof BigDecimal number && operand instanceof BigDecimal other) {
            order = number.compareTo(other);
        } else if (there instanceof String text && operand instanceof String other) {
            order = text.compareTo(other);
        } else {
            return false;
        }
        return switch (comparison) {
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            default -> order <= 0;
        };
    }
}
