package io.tailwater.core.coordinator;

import io.tailwater.core.config.CoordinatorsConfig;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.topic.TopicCatalog;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What coordinators are given.
 *
 * @param shards where their logs are; closed after they are
 * @param topics where their topics are made
 * @param recordFormat writes and reads their records
 * @param config when their logs are written anew
 * @param clock the time of day
 * @param worker runs the reading of their logs
 */
public record CoordinatorEnvironment(
        Vertx vertx,
        PartitionShards shards,
        TopicCatalog topics,
        RecordFormat recordFormat,
        CoordinatorsConfig config,
        InstantSource clock,
        Executor worker) {}
