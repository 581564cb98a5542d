/**
 * Who gets which partitions: the set arithmetic of assignments, and the ways to assign that the broker offers. Pure, any thread;
 * begin at {@link io.tailwater.core.group.assign.Assignment}.
 */
@NullMarked
package io.tailwater.core.group.assign;

import org.jspecify.annotations.NullMarked;
