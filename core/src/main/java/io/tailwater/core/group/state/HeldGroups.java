package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.group.GroupType;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All groups of a coordinator, and which of them have a part in which open transaction. Confined to its event loop. */
final class HeldGroups {

    private final Footprint footprint;
    private final Function<String, ClassicGroup> fresh;
    private final Map<String, HeldGroup> byId = new LinkedHashMap<>();
    private final Map<Long, Set<String>> idsByProducer = new LinkedHashMap<>();

    /** @param fresh makes a group by its id */
    HeldGroups(Footprint footprint, Function<String, ClassicGroup> fresh) {
        this.footprint = footprint;
        this.fresh = fresh;
    }

    @Nullable
    HeldGroup find(String groupId) {
        return byId.get(groupId);
    }

    /**
     * The group of an id as one of a type, in the place of one of another type if need be: records of the log come in the
     * order in which they were true.
     */
    Group findOrMake(String groupId, GroupType type) {
        HeldGroup held = findOrMake(groupId);
        if (held.group().type() != type) {
            held.replace(fresh(groupId, type));
        }
        return held.group();
    }

    private Group fresh(String groupId, GroupType type) {
        return switch (type) {
            case CLASSIC -> fresh.apply(groupId);
            case CONSUMER -> new ConsumerGroup(groupId, footprint);
            case SHARE -> new ShareGroup(groupId, footprint);
        };
    }

    /** The group of an id; a classic one of which nothing is known is made if need be. */
    HeldGroup findOrMake(String groupId) {
        HeldGroup held = byId.get(groupId);
        if (held == null) {
            held = new HeldGroup(fresh.apply(groupId), footprint);
            byId.put(groupId, held);
            footprint.add(Estimates.GROUP_BYTES + groupId.length());
        }
        return held;
    }

    Collection<HeldGroup> all() {
        return byId.values();
    }

    List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    /** Forgets a group of which nothing is left. */
    void dropIfNothing(String groupId) {
        HeldGroup held = byId.get(groupId);
        if (held != null && held.isNothing()) {
            byId.remove(groupId);
            footprint.add(-Estimates.GROUP_BYTES - groupId.length());
        }
    }

    /** A producer's transaction has a part in a group. */
    void noteTransaction(long producerId, String groupId) {
        idsByProducer.computeIfAbsent(producerId, id -> new HashSet<>()).add(groupId);
    }

    /** Ends a producer's transaction in all groups in which it has a part. */
    void endTransaction(long producerId, boolean committed) {
        Set<String> ids = idsByProducer.remove(producerId);
        if (ids != null) {
            for (String groupId : ids) {
                HeldGroup held = byId.get(groupId);
                if (held != null) {
                    held.offsets().end(producerId, committed);
                    dropIfNothing(groupId);
                }
            }
        }
    }
}
