/**
 * The state machine behind {@link io.tailwater.core.group.GroupClient}: which groups there are, who is in them and what they
 * committed, kept in a partition of {@code __consumer_offsets}. Pure: it is given time, chance and topics, and gives records and
 * answers. Everything is confined to the coordinator's event loop.
 *
 * <p>Begin at {@link io.tailwater.core.group.state.GroupsState}. A group's data is in {@code ClassicGroup}; what members ask for
 * is in {@code Joins}, {@code Syncs} and {@code Sessions}, and what follows from it in {@code Rebalances}. A group whose members
 * have epochs is a {@code ModernGroup}; those of consumers are wired in {@code ConsumerGroups}, begin there at {@code
 * ConsumerHeartbeats}. Offsets are in {@code GroupOffsets}, asked for in {@code OffsetRequests}, and forgotten in {@code Retention}.
 */
@NullMarked
package io.tailwater.core.group.state;

import org.jspecify.annotations.NullMarked;
