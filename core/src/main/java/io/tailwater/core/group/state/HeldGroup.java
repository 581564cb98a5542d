package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Footprint;
import org.jspecify.annotations.Nullable;

/** A group with its offsets, which stay when another type of group takes its place. Confined to its coordinator's event loop. */
final class HeldGroup {

    private final GroupOffsets offsets;
    private Group group;

    HeldGroup(Group group, Footprint footprint) {
        this.group = group;
        this.offsets = new GroupOffsets(footprint);
    }

    /** The group, of whatever type. */
    Group group() {
        return group;
    }

    /** The group as a classic one; null when it is of another type. */
    @Nullable
    ClassicGroup classic() {
        return group instanceof ClassicGroup classic ? classic : null;
    }

    /** The group as a consumer group; null when it is of another type. */
    @Nullable
    ConsumerGroup consumer() {
        return group instanceof ConsumerGroup consumer ? consumer : null;
    }

    /** The group as a share group; null when it is of another type. */
    @Nullable
    ShareGroup share() {
        return group instanceof ShareGroup share ? share : null;
    }

    /** Puts a group of another type in the place of the one there was, which is forgotten. */
    void replace(Group other) {
        group.forget();
        group = other;
    }

    GroupOffsets offsets() {
        return offsets;
    }

    /** Whether it could as well not be there. */
    boolean isNothing() {
        return group.isNothing() && offsets.isEmpty();
    }
}
