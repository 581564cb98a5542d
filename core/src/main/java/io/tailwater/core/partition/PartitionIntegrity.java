package io.tailwater.core.partition;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.integrity.DamagedRanges;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.integrity.RangeCheck;
import io.tailwater.core.worker.WorkerCall;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What is known of one partition's damaged batches, and how more is found out. Owned by the partition's shard. */
final class PartitionIntegrity {

    private final PartitionLog log;
    private final IntegrityRegister register;
    private final DamagedRanges damaged = new DamagedRanges();

    PartitionIntegrity(PartitionLog log, IntegrityRegister register) {
        this.log = log;
        this.register = register;
    }

    /** The damaged range that holds an offset, or null. */
    @Nullable
    DamagedRange at(long offset) {
        return damaged.at(offset);
    }

    /** The offset before which a read has to end that begins at another, {@code Long.MAX_VALUE} where nothing is in its way. */
    long readableBefore(long offset) {
        DamagedRange next = damaged.after(offset);
        return next == null ? Long.MAX_VALUE : next.fromOffset();
    }

    /** The next damaged range past an offset, or null. */
    @Nullable
    DamagedRange nextAfter(long offset) {
        return damaged.after(offset);
    }

    /** The log itself came upon damage while it was read. */
    DamagedRange met(ReadResult.Damaged found) {
        DamagedRange range = new DamagedRange(found.fromOffset(), found.toOffset(), found.finding());
        mark(range);
        return range;
    }

    /**
     * Checks the batches from an offset on, and marks what is damaged; call on the shard's loop.
     *
     * @param maxBytes about how many bytes; at least one batch
     * @return what was found, on the shard's loop
     */
    Future<RangeCheck.Checked> check(long fromOffset, int maxBytes, ShardLoop loop, Executor worker) {
        Promise<RangeCheck.Checked> promise = Promise.promise();
        WorkerCall.of(worker, () -> RangeCheck.of(log, fromOffset, maxBytes))
                .onFailure(promise::fail)
                .onSuccess(checked -> loop.execute(() -> {
                    register.checked(checked.checkedBytes());
                    checked.damaged().forEach(this::mark);
                    promise.complete(checked);
                }));
        return promise.future();
    }

    private void mark(DamagedRange range) {
        if (range.toOffset() <= log.startOffset() || range.fromOffset() >= log.endOffset()) {
            return; // deleted or cut meanwhile
        }
        if (damaged.add(range)) {
            tell(); // whoever reads of it in the log finds it in the list
            register.found(log.id(), range);
        }
    }

    /** The batches of some offsets were deleted, cut off or written anew: what was damaged is gone. */
    void forget(long from, long to) {
        if (damaged.forget(from, to)) {
            tell();
        }
    }

    /** The partition is not served any more. */
    void release() {
        forget(0, Long.MAX_VALUE);
    }

    private void tell() {
        register.put(log.id(), damaged.list());
    }
}
