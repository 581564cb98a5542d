package io.tailwater.core.share.state;

/**
 * The offsets of one batch of the log.
 *
 * @param firstOffset its base offset
 * @param lastOffset its last offset, inclusive
 * @param deliverable whether it has records for members: not a transaction's marker, nor of a transaction that was aborted
 */
record BatchSpan(long firstOffset, long lastOffset, boolean deliverable) {}
