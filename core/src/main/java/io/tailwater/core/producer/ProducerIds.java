package io.tailwater.core.producer;

import io.vertx.core.Future;

/** Gives out producer ids. Thread-safe. */
public interface ProducerIds {

    /** A producer id, 0 or more, never given before in this data directory, also not before a crash. */
    Future<Long> next();
}
