package io.tailwater.core.partition;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes partitions' states on their loops and keeps them on a worker. Stateless. */
final class Snapshots {

    /** A partition's state as it was, encoded. Immutable. */
    static final class Snapshot {

        private final PartitionLog log;
        private final byte[] bytes;

        private Snapshot(Partition partition) {
            this.log = partition.log();
            this.bytes = PartitionSnapshot.encode(partition.state());
        }

        private void write() {
            log.writeBlob(PartitionSnapshot.BLOB, bytes);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private Snapshots() {}

    /** The states that changed since they were taken last; on the shard's loop. */
    static List<Snapshot> take(PartitionShard shard) {
        List<Snapshot> taken = new ArrayList<>();
        for (Partition partition : shard.partitions()) {
            if (partition.state().takeChanged()) {
                taken.add(new Snapshot(partition));
            }
        }
        return taken;
    }

    /** Writes them. One that cannot be written costs the next start some reading, and nothing else. */
    static Future<Void> keep(List<List<Snapshot>> ofShards, Executor worker) {
        return PartitionQuestions.onWorker(worker, () -> {
                    ofShards.forEach(snapshots -> snapshots.forEach(Snapshots::write));
                    return true;
                })
                .mapEmpty();
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
