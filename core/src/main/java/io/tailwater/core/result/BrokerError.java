package io.tailwater.core.result;

/**
 * An expected refusal, as a value: nothing was changed.
 *
 * @param code what it is
 * @param message a sentence for people, naming topic, partition and offset where there are any
 */
public record BrokerError(ErrorCode code, String message) {}
