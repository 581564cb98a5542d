package io.tailwater.core.record;

/**
 * A record's place in time and log.
 *
 * @param timestampMillis milliseconds since 1970
 * @param offset its offset
 */
public record TimestampedOffset(long timestampMillis, long offset) {}
