/**
 * Incremental fetch sessions (KIP-227): a consumer names its partitions once, then only what changes, and is answered only
 * with what changed. Shared by all connections of a broker; thread-safe.
 *
 * <p>Begin at {@link io.tailwater.tcp.fetch.FetchSessions}.
 */
@NullMarked
package io.tailwater.tcp.fetch;

import org.jspecify.annotations.NullMarked;
