package io.tailwater.core.share;

/**
 * Records in a row that a member was given, and has to itself until their lock times out.
 *
 * @param firstOffset the first offset
 * @param lastOffset the last one, inclusive
 * @param deliveryCount how often they were delivered, this time included
 */
public record AcquiredRange(long firstOffset, long lastOffset, int deliveryCount) {}
