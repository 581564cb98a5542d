package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.Footprint;
import io.tailwater.core.partition.PartitionKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All share partitions of a coordinator, by group and partition. Confined to its coordinator's event loop. */
final class HeldShares {

    /** What a share partition of which nothing is under way takes, estimated. */
    private static final long PARTITION_BYTES = 1_024;

    /** By what a share partition is known. */
    record Name(String groupId, PartitionKey key) {}

    private final Footprint footprint;
    private final Function<Name, SharePartition> fresh;
    private final Map<String, Map<PartitionKey, SharePartition>> byGroup = new LinkedHashMap<>();

    /** @param fresh makes an empty one */
    HeldShares(Footprint footprint, Function<Name, SharePartition> fresh) {
        this.footprint = footprint;
        this.fresh = fresh;
    }

    @Nullable
    SharePartition find(String groupId, PartitionKey key) {
        Map<PartitionKey, SharePartition> ofGroup = byGroup.get(groupId);
        return ofGroup == null ? null : ofGroup.get(key);
    }

    /** Those of a group. */
    Collection<SharePartition> of(String groupId) {
        return byGroup.getOrDefault(groupId, Map.of()).values();
    }

    /** All of them, as there are now. */
    List<SharePartition> all() {
        return byGroup.values().stream()
                .flatMap(ofGroup -> ofGroup.values().stream())
                .toList();
    }

    SharePartition findOrMake(String groupId, PartitionKey key) {
        Map<PartitionKey, SharePartition> ofGroup = byGroup.computeIfAbsent(groupId, id -> new LinkedHashMap<>());
        SharePartition known = ofGroup.get(key);
        if (known == null) {
            known = fresh.apply(new Name(groupId, key));
            ofGroup.put(key, known);
            footprint.add(bytesOf(groupId));
        }
        return known;
    }

    @Nullable
    SharePartition remove(String groupId, PartitionKey key) {
        Map<PartitionKey, SharePartition> ofGroup = byGroup.get(groupId);
        SharePartition removed = ofGroup == null ? null : ofGroup.remove(key);
        if (ofGroup != null && ofGroup.isEmpty()) {
            byGroup.remove(groupId);
        }
        if (removed != null) {
            footprint.add(-bytesOf(groupId));
        }
        return removed;
    }

    /** What a share partition of a group takes, whatever is under way in it. */
    static long bytesOf(String groupId) {
        return PARTITION_BYTES + groupId.length();
    }
}
