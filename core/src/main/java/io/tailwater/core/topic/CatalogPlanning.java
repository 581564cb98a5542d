package io.tailwater.core.topic;

import io.tailwater.core.result.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gathers changes into a batch in which no topic occurs twice. Confined to the catalogue's context. */
final class CatalogPlanning {

    private final CatalogDraft draft;
    private final List<CatalogStep> steps = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();

    CatalogPlanning(CatalogDraft draft) {
        this.draft = draft;
    }

    /** Plans a change, or answers it at once when there is nothing to do. @return false when it must wait for a next batch */
    boolean take(CatalogChange change) {
        CatalogDraft.Plan plan = change.plan(draft);
        if (plan instanceof CatalogDraft.Refused refused) {
            change.answer(new Result.Refused<>(refused.error()));
            return true;
        }
        CatalogDraft.Planned planned = (CatalogDraft.Planned) plan;
        CatalogStep step = new CatalogStep(change, planned.before(), planned.after());
        if (change.validateOnly()) {
            change.answer(Result.ok(step.topic()));
            return true;
        }
        if (!touched.add(TopicName.collisionKey(step.topic().name()))) {
            return false;
        }
        draft.apply(planned);
        steps.add(step);
        return true;
    }

    List<CatalogStep> steps() {
        return steps;
    }
}
