package io.tailwater.core;

import io.tailwater.core.client.RecordAccess;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.DynamicSettings;
import io.tailwater.core.eventbus.BusSessions;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.health.Health;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.metrics.LiveReaders;
import io.tailwater.core.partition.LogExtent;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.quota.Quotas;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.retention.RetentionTotals;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.Security;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.telemetry.RequestTracer;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.transaction.TransactionClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A running broker, as transports see it. Thread-safe. One per Vert.x instance; {@link BrokerVerticle} registers it when
 * clients may be served and takes it away when it stops.
 */
public interface Broker extends Shareable {

    /**
     * The broker of this Vert.x instance.
     *
     * @return empty when no {@link BrokerVerticle} has finished starting: deploy it before any transport
     */
    static Optional<Broker> of(Vertx vertx) {
        return Optional.ofNullable(BrokerRegistry.find(vertx));
    }

    /** What it was told, with what was changed while it runs: ask again each time. */
    BrokerConfig config();

    DynamicSettings settings();

    /** Who clients are, and what they may do. */
    Security security();

    /** Where it is noted who did what. */
    AuditLog audit();
    /** How much each client may do. */
    Quotas quotas();

    TopicCatalog topics();

    PartitionClient partitions();

    GroupClient groups();

    ShareClient shares();

    TransactionClient transactions();

    ProducerIds producerIds();

    RecordFormat recordFormat();

    BrokerMetrics metrics();

    /** Whether it does what it is there for. */
    Health health();

    /** What it tells the programs that watch it. */
    BrokerTelemetry telemetry();

    /** What is to be told of requests that are traced. */
    default RequestTracer tracer() {
        return telemetry().tracer();
    }

    /** What has been done since the start, and the connections there are. */
    BrokerTotals totals();

    /** What retention has deleted since the start, and how the disk budget stands. */
    RetentionTotals retention();

    /** Who reads records as they come; transports count their own. */
    LiveReaders liveReaders();

    /** For whom bridges speak on the event bus. */
    BusSessions busSessions();

    /** Which records are damaged, as far as it is known. */
    IntegrityStatus integrity();

    /**
     * Where all logs begin and end at about this moment, when that survives power loss: what a backup has to copy. It costs a
     * flush of everything.
     */
    Future<List<LogExtent>> backupPoint();

    /** The time of day as this broker sees it. */
    InstantSource clock();

    /** When it was ready, in milliseconds since 1970. */
    long startedAtMillis();

    /** For those who produce and read records rather than batches. */
    default RecordAccess records() {
        return new RecordAccess(
                topics(),
                partitions(),
                recordFormat(),
                security().authorizer(),
                audit(),
                clock(),
                () -> config().topics().autoCreate());
    }

    /** 22 characters, made when the data directory was created and kept in it. */
    String clusterId();

    /**
     * The epoch of this broker as leader of every partition, 0 or more: it rises with every start after an unclean stop, so
     * that consumers can detect a log that was cut (KIP-101, KIP-320).
     */
    int leaderEpoch();
}
