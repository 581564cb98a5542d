/**
 * The records of {@code __share_group_state}, in Kafka's formats (KIP-932): snapshots of share partitions, and what changed
 * since. Immutable values, any thread. Begin at {@link io.tailwater.core.share.record.ShareKey}.
 */
@NullMarked
package io.tailwater.core.share.record;

import org.jspecify.annotations.NullMarked;
