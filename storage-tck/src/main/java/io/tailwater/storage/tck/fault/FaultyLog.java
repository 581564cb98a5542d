package io.tailwater.storage.tck.fault;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A log of a {@link FaultyStorage}. Thread-safe. */
final class FaultyLog extends FaultyCalls<PartitionLog> {

    private static final Set<String> WRITES = Set.of("reserve", "reserveFor", "append", "flush");

    private final StorageFaults faults;
    private volatile @Nullable StorageException offline;

    FaultyLog(PartitionLog log, StorageFaults faults) {
        super(PartitionLog.class, log);
        this.faults = faults;
    }

    /** A force that failed is never retried into success, whether or not the fault is still there. */
    @Override
    @Nullable
    StorageException strike(Method method, Object[] arguments) {
        String call = method.getName();
        StorageException before = offline;
        if (before != null && WRITES.contains(call)) {
            return before;
        }
        StorageException struck = faults.strike(call, target().id());
        if (struck != null && call.equals("flush") && struck.kind() == StorageException.Kind.IO) {
            offline = struck;
        }
        return struck;
    }
}
