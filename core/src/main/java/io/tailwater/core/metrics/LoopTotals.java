package io.tailwater.core.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Adds up what happens on one event loop, and tells others of it. Written by that loop only, so that an addition costs no more
 * than a store; read by any thread.
 */
public final class LoopTotals extends ForwardingMetrics {

    private static final VarHandle BATCHES = handle("batches");
    private static final VarHandle RECORDS = handle("records");
    private static final VarHandle BYTES = handle("bytes");
    private static final VarHandle FETCHED_BYTES = handle("fetchedBytes");
    private static final VarHandle FLUSHES = handle("flushes");

    private long batches;
    private long records;
    private long bytes;
    private long fetchedBytes;
    private long flushes;

    public LoopTotals(BrokerMetrics next) {
        super(next);
    }

    @Override
    public void appended(int addedRecords, int addedBytes) {
        BATCHES.setOpaque(this, batches + 1);
        RECORDS.setOpaque(this, records + addedRecords);
        BYTES.setOpaque(this, bytes + addedBytes);
        super.appended(addedRecords, addedBytes);
    }

    @Override
    public void fetched(long addedBytes) {
        FETCHED_BYTES.setOpaque(this, fetchedBytes + addedBytes);
        super.fetched(addedBytes);
    }

    @Override
    public void flushed(int waiting, long nanos) {
        FLUSHES.setOpaque(this, flushes + 1);
        super.flushed(waiting, nanos);
    }

    /** As far as the reading thread can see. */
    public BrokerTotals totals() {
        return new BrokerTotals(
                (long) BATCHES.getOpaque(this),
                (long) RECORDS.getOpaque(this),
                (long) BYTES.getOpaque(this),
                (long) FETCHED_BYTES.getOpaque(this),
                (long) FLUSHES.getOpaque(this),
                0);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(LoopTotals.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
