/**
 * Share groups (KIP-932): consumers that share partitions record by record, each record delivered to one of them at a time
 * until it is accepted, rejected, or was delivered too often. Immutable values, any thread.
 *
 * <p>Begin at {@link io.tailwater.core.share.ShareClient}. Who is in a group is
 * {@link io.tailwater.core.group.GroupClient}'s.
 */
@NullMarked
package io.tailwater.core.share;

import org.jspecify.annotations.NullMarked;
