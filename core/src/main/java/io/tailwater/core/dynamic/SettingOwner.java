package io.tailwater.core.dynamic;

/** Whose settings can be changed while the broker runs. */
public sealed interface SettingOwner {

    /** This broker; what it says counts more than what all say. */
    record Node() implements SettingOwner {}

    /** All brokers of the cluster, of which there is one. */
    record Cluster() implements SettingOwner {}

    /** A group, whether there is one of that id or not. */
    record Group(String id) implements SettingOwner {}
}
