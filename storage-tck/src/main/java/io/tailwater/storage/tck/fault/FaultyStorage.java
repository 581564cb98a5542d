package io.tailwater.storage.tck.fault;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The storage of a {@link FaultInjectingStorageProvider}. Thread-safe. */
final class FaultyStorage extends FaultyCalls<LogStorage> {

    private final StorageFaults faults;

    /** Opening a log that is open gives the same. */
    private final Map<LogId, FaultyLog> logs = new ConcurrentHashMap<>();

    FaultyStorage(LogStorage storage, StorageFaults faults) {
        super(LogStorage.class, storage);
        this.faults = faults;
    }

    @Override
    @Nullable
    StorageException strike(Method method, Object[] arguments) {
        return faults.strike(method.getName(), logIn(arguments));
    }

    @Override
    @Nullable
    Object answer(Method method, Object[] arguments, @Nullable Object answer) {
        return answer instanceof CompletionStage<?> stage && method.getName().equals("open")
                ? stage.thenApply(log -> wrapped((PartitionLog) log))
                : answer;
    }

    private PartitionLog wrapped(PartitionLog log) {
        return logs.compute(
                        log.id(),
                        (id, known) -> known != null && known.target() == log ? known : new FaultyLog(log, faults))
                .proxy();
    }
}
