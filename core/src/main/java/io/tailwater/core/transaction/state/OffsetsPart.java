package io.tailwater.core.transaction.state;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.transaction.PartitionName;
import io.vertx.core.Future;

/** Committed offsets, whose partitions have a coordinator of their own that ends transactions there. Thread-safe. */
public interface OffsetsPart {

    /** Where a group's offsets are kept. */
    Future<Result<PartitionName>> partitionOf(String groupId);

    /** Whether a partition is one of them. */
    boolean has(PartitionName partition);

    /** Ends a transaction there, durably. */
    Future<Result<Done>> end(PartitionName partition, TransactionMarker marker);
}
