package io.tailwater.core.share;

import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.List;

/** A share fetch under way. Event-loop confined to the context that made it. */
public interface PendingShareFetch {

    /**
     * What was found, on the caller's event loop, never failed: partitions with records or an error, in no order, none when
     * there was nothing until the end of the waiting time.
     */
    Future<Result<List<ShareRead>>> reads();

    /** Nobody wants it any more (the connection closed): leases are given back, the future may never complete. */
    void cancel();
}
