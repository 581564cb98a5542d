package io.tailwater.core.partition;

import io.tailwater.core.worker.WorkerCall;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes partitions' states on their loops and keeps them on a worker. Stateless. */
final class Snapshots {

    /** A partition's state as it was, encoded. Immutable. */
    static final class Snapshot {

        private final PartitionLog log;
        private final KeptSnapshot kept;
        private final long endOffset;
        private final byte[] bytes;

        private Snapshot(Partition partition) {
            this.log = partition.log();
            this.kept = partition.snapshot();
            this.endOffset = partition.state().endOffset();
            this.bytes = PartitionSnapshot.encode(partition.state());
        }

        private void write() {
            kept.write(endOffset, bytes);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private static final int PER_TURN = 256;

    private Snapshots() {}

    /** Takes the states that changed since they were taken last, on the shard's loop, some in each of its turns. */
    static Future<List<Snapshot>> take(PartitionShard shard) {
        Promise<List<Snapshot>> promise = Promise.promise();
        takeSome(shard, List.copyOf(shard.partitions()).iterator(), new ArrayList<>(), promise);
        return promise.future();
    }

    private static void takeSome(
            PartitionShard shard, Iterator<Partition> left, List<Snapshot> taken, Promise<List<Snapshot>> promise) {
        for (int i = 0; i < PER_TURN && left.hasNext(); i++) {
            Partition partition = left.next();
            if (!partition.released() && partition.state().takeChanged()) {
                taken.add(new Snapshot(partition));
            }
        }
        if (left.hasNext()) {
            shard.loop().execute(() -> takeSome(shard, left, taken, promise));
        } else {
            promise.complete(taken);
        }
    }

    /**
     * Writes them. One that cannot be written costs the next start some reading, and nothing else.
     *
     * @param workers how many are written at once; each is forced by itself, which is mostly waiting
     */
    static Future<Void> keep(List<List<Snapshot>> ofShards, Executor worker, int workers) {
        Queue<Snapshot> waiting = new ConcurrentLinkedQueue<>();
        ofShards.forEach(waiting::addAll);
        return Future.join(IntStream.range(0, workers)
                        .mapToObj(i -> WorkerCall.of(worker, () -> writeAll(waiting)))
                        .toList())
                .mapEmpty();
    }

    private static boolean writeAll(Queue<Snapshot> waiting) {
        for (Snapshot next = waiting.poll(); next != null; next = waiting.poll()) {
            write(next);
        }
        return true;
    }

    private static void write(Snapshot snapshot) {
        try {
            snapshot.write();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CLOSED) {
                LOG.atWarn()
                        .addKeyValue("partition", snapshot.log.id())
                        .setCause(e)
                        .log("The state of a partition could not be noted");
            }
        }
    }
}
