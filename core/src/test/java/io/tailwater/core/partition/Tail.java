package io.tailwater.core.partition;

import io.tailwater.spi.RecordBatchHeader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.List;

/** Follows a partition, fetch after fetch, and looks that no offset is missing. Event-loop confined. */
final class Tail {

    private final ShardsUnderTest shards;
    private final PartitionKey key;
    private final long until;
    private final Promise<Long> reached = Promise.promise();
    private long next;

    Tail(ShardsUnderTest shards, PartitionKey key, long until) {
        this.shards = shards;
        this.key = key;
        this.until = until;
    }

    void begin() {
        shards.soonOnLoop(this::fetch);
    }

    /** The offset it reached: the one it was to, or the first that was not what was due. */
    Future<Long> reached() {
        return reached.future();
    }

    private void fetch() {
        FetchQuery query = new FetchQuery(
                List.of(new FetchQuery.PartitionFetch(key, next, 4_096, -1, -1)), 1 << 20, 1, 1_000, false);
        shards.partitions.fetch(query).reads().onSuccess(reads -> take(reads.get(0)));
    }

    private void take(PartitionRead read) {
        ByteBuffer bytes = read.slice().toBuffer();
        read.slice().close();
        for (int at = 0; at < bytes.limit(); at += RecordBatchHeader.sizeInBytes(bytes, at)) {
            if (RecordBatchHeader.baseOffset(bytes, at) != next) {
                reached.complete(next);
                return;
            }
            next = RecordBatchHeader.lastOffset(bytes, at) + 1;
        }
        if (next < until) {
            fetch();
        } else {
            reached.complete(next);
        }
    }
}
