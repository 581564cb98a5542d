package io.tailwater.core.coordinator;

import io.tailwater.core.result.BrokerError;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The replies that steps left with the state, so that nobody waits for ever when it goes. Event-loop confined. */
final class HeldReplies {

    private Set<Reply<?>> held = Collections.newSetFromMap(new IdentityHashMap<>());

    void add(Reply<?> reply) {
        held.add(reply);
    }

    void remove(Reply<?> reply) {
        held.remove(reply);
    }

    void refuseAll(BrokerError error) {
        List<Reply<?>> refused = List.copyOf(held);
        held = Collections.newSetFromMap(new IdentityHashMap<>());
        refused.forEach(reply -> Delivery.refuse(reply, error));
    }
}
