package io.tailwater.core.topic;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.CatalogDraft.Plan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change somebody asked for, on its way. Immutable but for its promise, which is answered once, from the catalogue's
 * context, and heard on the context of whoever asked.
 */
final class CatalogChange {

    private final Function<CatalogDraft, Plan> planning;
    private final boolean validateOnly;
    private final Promise<Result<Topic>> promise = Promise.promise();
    private final @Nullable Context asker = Vertx.currentContext();

    CatalogChange(Function<CatalogDraft, Plan> planning, boolean validateOnly) {
        this.planning = planning;
        this.validateOnly = validateOnly;
    }

    boolean validateOnly() {
        return validateOnly;
    }

    Plan plan(CatalogDraft draft) {
        return planning.apply(draft);
    }

    Future<Result<Topic>> answer() {
        return promise.future();
    }

    void answer(Result<Topic> result) {
        onAskersContext(() -> promise.tryComplete(result));
    }

    void fail(Throwable cause) {
        onAskersContext(() -> promise.tryFail(cause));
    }

    private void onAskersContext(Runnable answer) {
        if (asker == null) {
            answer.run();
        } else {
            asker.runOnContext(v -> answer.run());
        }
    }
}
