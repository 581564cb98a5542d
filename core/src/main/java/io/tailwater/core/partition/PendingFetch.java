package io.tailwater.core.partition;

import io.vertx.core.Future;
import java.util.List;

/** A fetch under way. Event-loop confined to the context that made it. */
public interface PendingFetch {

    /** One read per partition of the query, in order, on the caller's event loop; never failed. */
    Future<List<PartitionRead>> reads();

    /** Nobody wants it any more (the connection closed): leases are given back, the future may never complete. */
    void cancel();
}
