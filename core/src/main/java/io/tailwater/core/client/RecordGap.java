package io.tailwater.core.client;

/**
 * Offsets of which a reader gets nothing although there were records.
 *
 * @param partition of the topic
 * @param fromOffset the first
 * @param toOffset the one after the last
 * @param reason what became of them, in a sentence
 */
public record RecordGap(int partition, long fromOffset, long toOffset, String reason) {}
