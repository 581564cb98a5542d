package io.tailwater.storage.tck;

import io.tailwater.spi.LogOptions;
import java.util.List;

/**
 * A step of {@link LogModelProperties}. Offsets are given as parts of a thousand of what is there when the step is taken, so
 * that any list of steps makes sense, and shrinks.
 */
sealed interface LogOperation {

    /** Appends batches of these sizes at once. */
    record Append(List<Integer> sizes, int timestamp) implements LogOperation {}

    record Flush() implements LogOperation {}

    record Read(int fromPerMille, int maxBytes, int limitPerMille) implements LogOperation {}

    record DeleteBefore(int perMille) implements LogOperation {}

    record Roll() implements LogOperation {}

    record TruncateTo(int perMille) implements LogOperation {}

    /** Replaces closed segments by some of their batches, chosen by a seed; nothing where the engine cannot. */
    record Rewrite(long seed) implements LogOperation {}

    record Reconfigure(LogOptions options) implements LogOperation {}

    record LookUp(int timestamp) implements LogOperation {}

    record WriteBlob(String value) implements LogOperation {}

    /** Closes the log, and opens it again. */
    record ReopenLog() implements LogOperation {}

    /** Closes the storage, and opens it again. */
    record ReopenStorage() implements LogOperation {}

    /** The process dies; what it had written is there when it starts again. */
    record Crash() implements LogOperation {}
}
