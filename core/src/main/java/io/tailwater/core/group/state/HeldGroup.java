package io.tailwater.core.group.state;

/** A group with its offsets. Confined to its coordinator's event loop. */
final class HeldGroup {

    private final ClassicGroup group;
    private final GroupOffsets offsets;

    HeldGroup(ClassicGroup group, Footprint footprint) {
        this.group = group;
        this.offsets = new GroupOffsets(footprint);
    }

    /** The group, of whatever type. */
    Group group() {
        return group;
    }

    /** The group as a classic one. */
    ClassicGroup classic() {
        return group;
    }

    GroupOffsets offsets() {
        return offsets;
    }

    /** Whether it could as well not be there. */
    boolean isNothing() {
        return group.isNothing() && offsets.isEmpty();
    }
}
