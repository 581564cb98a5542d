/**
 * Share sessions (KIP-932): what a share group's member fetches, kept from request to request, and what it says of records.
 * Begin at {@link io.tailwater.tcp.share.ShareSessions}, which is thread-safe.
 */
@NullMarked
package io.tailwater.tcp.share;

import org.jspecify.annotations.NullMarked;
