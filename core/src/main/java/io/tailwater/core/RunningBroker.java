package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.StoredSettings;
import io.tailwater.core.eventbus.BusSessions;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.health.Health;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.metrics.LiveReaders;
import io.tailwater.core.metrics.OpenConnections;
import io.tailwater.core.partition.LogExtent;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.quota.Quotas;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.retention.RetentionCounts;
import io.tailwater.core.retention.RetentionTotals;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.Security;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.transaction.TransactionClient;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/** The parts of a broker that transports see. Immutable. */
record RunningBroker(
        StoredSettings settings,
        Security security,
        AuditLog audit,
        Quotas quotas,
        TopicCatalog topics,
        PartitionShards partitions,
        GroupClient groups,
        ShareClient shares,
        TransactionClient transactions,
        ProducerIds producerIds,
        RecordFormat recordFormat,
        OpenConnections metrics,
        LiveReaders liveReaders,
        BusSessions busSessions,
        BrokerWatch watch,
        IntegrityRegister integrityRegister,
        RetentionCounts retentionCounts,
        InstantSource clock,
        long startedAtMillis,
        String clusterId,
        int leaderEpoch)
        implements Broker {

    @Override
    public BrokerConfig config() {
        return settings.config();
    }

    @Override
    public Health health() {
        return watch.health();
    }

    @Override
    public BrokerTelemetry telemetry() {
        return watch.telemetry();
    }

    @Override
    public IntegrityStatus integrity() {
        return integrityRegister.status();
    }

    @Override
    public RetentionTotals retention() {
        return retentionCounts.totals();
    }

    @Override
    public Future<List<LogExtent>> backupPoint() {
        return BackupPoint.take(topics, partitions);
    }

    @Override
    public BrokerTotals totals() {
        return partitions.totals().plus(new BrokerTotals(0, 0, 0, 0, 0, metrics.count()));
    }
}
