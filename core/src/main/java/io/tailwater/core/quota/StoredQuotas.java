package io.tailwater.core.quota;

import io.tailwater.core.meta.Changes;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.ClientSession;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The quotas, as {@link QuotaFile} keeps them. Thread-safe: what is in force is read from any thread; changes are made one after the
 * other on one context.
 */
public final class StoredQuotas implements Quotas {

    /** Users, client ids and addresses with quotas of their own, at most. */
    static final int MOST_ENTITIES = 10_000;

    private final Changes changes;
    private final QuotaFile file;
    private final QuotaEngine engine;

    private StoredQuotas(Changes changes, QuotaFile file, QuotaEngine engine) {
        this.changes = changes;
        this.file = file;
        this.engine = engine;
    }

    /**
     * Reads the quotas that were set; blocking.
     *
     * @param context an event loop's; changes are made on it
     * @param worker runs blocking writes
     * @param nanoTime goes on steadily
     */
    public static StoredQuotas open(Context context, LogStorage storage, Executor worker, LongSupplier nanoTime) {
        QuotaFile file = new QuotaFile(storage);
        QuotaEngine engine = new QuotaEngine(nanoTime);
        engine.use(file.read());
        return new StoredQuotas(new Changes(context, worker), file, engine);
    }

    @Override
    public @Nullable ClientLimits limits(@Nullable ClientLimits known, ClientSession session, String clientId) {
        return engine.limits(known, session, clientId);
    }

    @Override
    public long connectionMillis(String ip, int perSecondInAll) {
        return engine.connectionMillis(ip, perSecondInAll);
    }

    @Override
    public QuotaTable table() {
        return engine.table();
    }

    @Override
    public Future<List<Result<Done>>> alter(List<QuotaEdit> edits, boolean validateOnly) {
        return changes.next(() -> make(edits, validateOnly));
    }

    private Future<List<Result<Done>>> make(List<QuotaEdit> edits, boolean validateOnly) {
        QuotaTable before = engine.table();
        TreeMap<QuotaEntity, Map<QuotaKey, Double>> changed = new TreeMap<>(before.quotas());
        List<Result<Done>> results = new ArrayList<>(edits.size());
        for (QuotaEdit edit : edits) {
            String refusal = edit.refusal();
            if (refusal != null) {
                results.add(Result.refused(ErrorCode.INVALID_REQUEST, refusal));
            } else if (changed.size() >= MOST_ENTITIES && !changed.containsKey(edit.entity())) {
                results.add(Result.refused(
                        ErrorCode.POLICY_VIOLATION,
                        "No more than " + MOST_ENTITIES + " users, client ids and addresses can have quotas."));
            } else {
                QuotaTable.apply(edit, changed);
                results.add(Result.ok(Done.DONE));
            }
        }
        QuotaTable after = new QuotaTable(changed);
        return validateOnly || after.equals(before)
                ? Future.succeededFuture(results)
                : changes.blocking(() -> {
                    file.write(after);
                    engine.use(after);
                    return results;
                });
    }
}
