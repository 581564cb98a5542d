package io.tailwater.storage.tck.fault;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of a {@link FaultInjectingStorageProvider}'s engine fail. Thread-safe.
 *
 * <p>A call that fails has not happened. It is named as its method is in {@link LogStorage} or {@link PartitionLog}:
 *
 * <pre>{@code
 * StorageFaults faults = new StorageFaults();
 * LogStorageProvider engine = new FaultInjectingStorageProvider(new MyLogStorageProvider(), faults);
 * faults.fail("append", StorageException.Kind.FULL, log -> log.topic().equals("orders"));
 * ...
 * faults.heal();
 * }</pre>
 */
public final class StorageFaults {

    /** What only tells or takes down something in memory, and has no way to fail. */
    private static final Set<String> NEVER_FAIL = Set.of(
            "id",
            "recovery",
            "startOffset",
            "endOffset",
            "durableOffset",
            "segments",
            "lastSegmentOffset",
            "reconfigure",
            "noteAborted",
            "logs",
            "cleanlyClosed");

    private static final Set<String> CALLS = Stream.of(LogStorage.class, PartitionLog.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .map(Method::getName)
            .filter(name -> !NEVER_FAIL.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    private record Fault(StorageException.Kind kind, Predicate<LogId> logs) {}

    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final AtomicLong struck = new AtomicLong();

    /** The calls that can fail, by name. */
    public static Set<String> calls() {
        return Set.copyOf(CALLS);
    }

    /**
     * Fails a call from now on, instead of how it failed before.
     *
     * @param call the name of a method
     * @param kind how; a {@code flush} that failed with {@code IO} takes its log offline until it is opened again, as the
     *     contract of {@link PartitionLog} has it
     * @param logs for which logs; a call that is about no log, such as {@code checkpoint}, fails for any
     */
    public void fail(String call, StorageException.Kind kind, Predicate<LogId> logs) {
        if (!CALLS.contains(call)) {
            throw new IllegalArgumentException("There is no call '" + call + "' that can fail; there are " + CALLS);
        }
        faults.put(call, new Fault(kind, logs));
    }

    /** Every call works from now on; logs that are offline stay so until they are opened again. */
    public void heal() {
        faults.clear();
    }

    /** How many calls have failed. */
    public long struck() {
        return struck.get();
    }

    /** What a call fails with now, or null when it works. */
    @Nullable
    StorageException strike(String call, @Nullable LogId log) {
        Fault fault = faults.get(call);
        if (fault == null || (log != null && !fault.logs.test(log))) {
            return null;
        }
        struck.incrementAndGet();
        String where = log == null ? "the storage" : "log " + log;
        return new StorageException(fault.kind, "Input/output error (injected): " + call + " of " + where);
    }
}
