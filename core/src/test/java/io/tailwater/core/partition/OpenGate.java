package io.tailwater.core.partition;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A gate that lets everybody in, or that a test answers for by hand. Thread-safe. */
final class OpenGate implements TransactionGate {

    /** What was asked, as {@code transactionalId/producerId/epoch}. */
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final ArrayDeque<Promise<Result<Done>>> held = new ArrayDeque<>();
    private boolean holding;

    /** Answers nothing from now on by itself. */
    synchronized void hold() {
        holding = true;
    }

    synchronized boolean isAsked() {
        return !held.isEmpty();
    }

    /** Answers the oldest question. */
    synchronized void letIn() {
        held.remove().complete(Result.ok(Done.DONE));
    }

    synchronized void refuse(ErrorCode code) {
        held.remove().complete(Result.refused(code, "not let in"));
    }

    @Override
    public synchronized Future<Result<Done>> admit(
            ProducerTransaction transaction, long producerId, short producerEpoch, PartitionKey key) {
        asked.add(transaction.transactionalId() + "/" + producerId + "/" + producerEpoch);
        if (!holding) {
            return Future.succeededFuture(Result.ok(Done.DONE));
        }
        Promise<Result<Done>> promise = Promise.promise();
        held.add(promise);
        return promise.future();
    }
}
