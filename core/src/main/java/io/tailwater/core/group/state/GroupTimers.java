package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;

/** What happens to a classic group when a time is over. */
interface GroupTimers {

    /** Those who have joined need not wait any longer. */
    void joiningIsOver(ClassicGroup group, CoordinatorOutput output);

    /** Those who have not asked for their assignment have had time enough. */
    void syncingIsOver(ClassicGroup group, CoordinatorOutput output);

    /** A member was silent for too long. */
    void sessionIsOver(ClassicGroup group, ClassicMember member, CoordinatorOutput output);
}
