package io.tailwater.core.partition;

import io.tailwater.core.partition.AppendOrigin.TransactionalClient;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.spi.RecordBatchHeader;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds the first batches of producers' transactions back from one partition until the coordinator says that the partition
 * belongs to the transaction. Owned by the partition's shard.
 *
 * <p>A marker that is written meanwhile may have ended the very transaction that was asked about: what the coordinator said
 * counts no more, and it is asked again. What is held are requests that connections have under way, which they bound.
 */
final class TransactionAdmissions {

    private record Held(ByteBuffer batch, TransactionalClient origin, Acks acks, AppendReply reply, int entry) {}

    /** A question under way. */
    private static final class Asking {

        private final ArrayDeque<Held> held = new ArrayDeque<>(2);
        private boolean outdated;
    }

    private final PartitionKey key;
    private final TransactionGate gate;
    private final ShardLoop loop;
    private final AppendQueue queue;
    private final Map<Long, Asking> asking = new HashMap<>(2);

    /** The epochs of producers that were let in and have written nothing yet; their transactions' markers end that, too. */
    private final Map<Long, Short> admitted = new HashMap<>(2);

    TransactionAdmissions(PartitionKey key, TransactionGate gate, ShardLoop loop, AppendQueue queue) {
        this.key = key;
        this.gate = gate;
        this.loop = loop;
        this.queue = queue;
    }

    /** Whether an earlier batch of the producer is held back, so that the next one has to be, too. */
    boolean isAsking(long producerId) {
        return asking.containsKey(producerId);
    }

    /** Holds a batch until it is let in; it then goes to the queue, or is refused. */
    void hold(ByteBuffer batch, TransactionalClient origin, Acks acks, AppendReply reply, int entry) {
        long producerId = RecordBatchHeader.producerId(batch, batch.position());
        Held held = new Held(batch, origin, acks, reply, entry);
        Asking known = asking.get(producerId);
        if (known != null) {
            known.held.add(held);
            return;
        }
        Asking begun = new Asking();
        begun.held.add(held);
        asking.put(producerId, begun);
        ask(producerId, begun);
    }

    private void ask(long producerId, Asking asked) {
        Held first = asked.held.element();
        short epoch = RecordBatchHeader.producerEpoch(first.batch, first.batch.position());
        asked.outdated = false;
        Future<Result<Done>> answer = gate.admit(first.origin.transaction(), producerId, epoch, key);
        answer.onComplete(done -> loop.execute(() -> answered(
                producerId,
                epoch,
                asked,
                done.succeeded() ? done.result() : new Result.Refused<>(PartitionErrors.bug(done.cause())))));
    }

    private void answered(long producerId, short epoch, Asking asked, Result<Done> answer) {
        if (asking.get(producerId) != asked) {
            return; // The partition was given up.
        }
        if (answer instanceof Result.Refused<Done> refused) {
            asking.remove(producerId);
            refuse(asked, refused.error());
        } else if (asked.outdated) {
            ask(producerId, asked);
        } else {
            asking.remove(producerId);
            admitted.put(producerId, epoch);
            for (Held next : asked.held) {
                queue.append(next.batch, next.origin, next.acks, next.reply, next.entry);
            }
        }
    }

    private static void refuse(Asking asked, BrokerError error) {
        AppendOutcome refusal = new AppendOutcome.Refused(error);
        asked.held.forEach(held -> held.reply.answer(held.entry, refusal));
    }

    /** Whether a producer was let in with this epoch. */
    boolean isAdmitted(long producerId, short producerEpoch) {
        Short epoch = admitted.get(producerId);
        return epoch != null && epoch == producerEpoch;
    }

    /** The producer's transaction has begun here, so that it needs not be let in any more. */
    void begun(long producerId) {
        admitted.remove(producerId);
    }

    /** A marker was written. */
    void ended(long producerId) {
        admitted.remove(producerId);
        Asking asked = asking.get(producerId);
        if (asked != null) {
            asked.outdated = true;
        }
    }

    /** Answers all that wait. */
    void refuseAll(BrokerError error) {
        asking.values().forEach(asked -> refuse(asked, error));
        asking.clear();
    }
}
