package io.tailwater.core.security.user;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The users this broker keeps. Thread-safe; reads answer from memory. */
public interface Users {

    /** Keeps none. */
    Users NONE = new Users() {
        @Override
        public SortedMap<String, Map<ScramMechanism, ScramCredential>> all() {
            return Collections.emptySortedMap();
        }

        @Override
        public Future<List<Result<Done>>> alter(List<UserAlteration> alterations) {
            return Future.succeededFuture(Collections.nCopies(
                    alterations.size(),
                    Result.refused(ErrorCode.SECURITY_DISABLED, "This broker keeps no users: nothing was kept.")));
        }
    };

    /** All of them, with their credentials, as they are now. */
    SortedMap<String, Map<ScramMechanism, ScramCredential>> all();

    /**
     * Changes users; what is done is on disk and in force when this is answered, on the caller's context.
     *
     * @param alterations at most one for each user
     * @return what came of each, in their order: {@code UNACCEPTABLE_CREDENTIAL} for a name or a number of iterations that is
     *     not taken, {@code RESOURCE_NOT_FOUND} when what is to be removed is not there, {@code POLICY_VIOLATION} where more
     *     users would be than are kept. A failed future means a broken disk
     */
    Future<List<Result<Done>>> alter(List<UserAlteration> alterations);
}
