package io.tailwater.core.producer;

/**
 * Where a producer ended in one log: what must be found there again when the log is read from its beginning.
 *
 * @param epoch its epoch
 * @param lastOffset the offset of its last record with a sequence number, or -1 when there is none of this epoch
 */
public record ProducerEnd(short epoch, long lastOffset) {}
