package io.tailwater.core.coordinator;

import java.util.function.Supplier;

/**
 * One kind of coordinator, such as that of groups.
 *
 * @param topic the internal topic its partitions keep their state in
 * @param partitionCount how many partitions that gets when it is made; later it is taken as it is
 * @param fresh makes an empty state; called on event loops, whenever a partition is loaded
 */
public record CoordinatorKind<S extends CoordinatorState>(String topic, int partitionCount, Supplier<S> fresh) {}
