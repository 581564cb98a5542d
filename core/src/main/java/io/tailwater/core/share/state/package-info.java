/**
 * The state machine behind {@link io.tailwater.core.share.ShareClient}: which records of which partitions are with whom, and what
 * became of them, kept in a partition of {@code __share_group_state}. Who has a record is not kept: after a restart it is
 * delivered again.
 *
 * <p>Begin at {@link io.tailwater.core.share.state.SharesState}, which is pure and confined to its coordinator's event loop. A
 * partition's records are in {@code InFlight}; what members get is decided in {@code Acquisition}, what they say is taken up in
 * {@code Settlement}. {@code GatheredShareFetch} runs on the loop of the connection that fetches: it claims partitions, so that
 * no two fetches read the same, reads, and has acquired what it read. Fetches that find nothing wait as {@code Claimant}s.
 */
@NullMarked
package io.tailwater.core.share.state;

import org.jspecify.annotations.NullMarked;
