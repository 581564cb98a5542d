package io.tailwater.core;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.SystemFiles;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a broker takes from the world around it, so that tests can give it something else.
 *
 * @param files the file operations of its storage
 * @param clock the time of day
 * @param ids random ids, for the cluster and for topics
 * @param metrics what is told of everything countable
 */
public record BrokerEnvironment(FileLayer files, InstantSource clock, Supplier<UUID> ids, BrokerMetrics metrics) {

    /** The machine's own files, clock and randomness; nothing counted. */
    public static BrokerEnvironment ofSystem() {
        return new BrokerEnvironment(new SystemFiles(), Clock.systemUTC(), UUID::randomUUID, BrokerMetrics.NONE);
    }

    /** The same at other times. */
    BrokerEnvironment withClock(InstantSource other) {
        return new BrokerEnvironment(files, other, ids, metrics);
    }

    /** The same with somebody counting. */
    public BrokerEnvironment withMetrics(BrokerMetrics counting) {
        return new BrokerEnvironment(files, clock, ids, counting);
    }
}
