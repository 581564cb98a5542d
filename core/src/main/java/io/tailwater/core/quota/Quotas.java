package io.tailwater.core.quota;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.ClientSession;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much each client may do. Thread-safe. */
public interface Quotas {

    /** The connection would have to wait for too long. It was not counted. */
    long REFUSED = -1;

    /** No quotas, and none can be set. */
    Quotas NONE = new Quotas() {

        @Override
        public @Nullable ClientLimits limits(@Nullable ClientLimits known, ClientSession session, String clientId) {
            return null;
        }

        @Override
        public long connectionMillis(String ip, int perSecondInAll) {
            return 0;
        }

        @Override
        public QuotaTable table() {
            return QuotaTable.EMPTY;
        }

        @Override
        public Future<List<Result<Done>>> alter(List<QuotaEdit> edits, boolean validateOnly) {
            Result<Done> refused = Result.refused(ErrorCode.INVALID_REQUEST, "There are no quotas here.");
            return Future.succeededFuture(edits.stream().map(edit -> refused).toList());
        }
    };

    /**
     * What holds for a client now. To be asked for each request, with what was answered for the one before: nothing is looked up
     * while that still holds.
     *
     * @param clientId as the request says, empty for none
     * @return null when no quota is set for any user or client id
     */
    @Nullable
    ClientLimits limits(@Nullable ClientLimits known, ClientSession session, String clientId);

    /**
     * Counts a connection, and says how long to let it wait.
     *
     * @param ip the address it comes from, without port
     * @param perSecondInAll how many may come in a second from wherever; {@link Integer#MAX_VALUE} for any number
     * @return milliseconds, at most about ten thousand; or {@link #REFUSED}
     */
    long connectionMillis(String ip, int perSecondInAll);

    /** All that are set. */
    QuotaTable table();

    /**
     * Changes quotas, on disk first; they are in force when the future completes, on the caller's context.
     *
     * @return what became of each, in order: what is wrong with one does not keep the others from being done
     */
    Future<List<Result<Done>>> alter(List<QuotaEdit> edits, boolean validateOnly);
}
