package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.StoredSettings;
import io.tailwater.core.group.GroupClient;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.transaction.TransactionClient;

/** The parts of a broker that transports see. Immutable. */
record RunningBroker(
        StoredSettings settings,
        TopicCatalog topics,
        PartitionClient partitions,
        GroupClient groups,
        TransactionClient transactions,
        ProducerIds producerIds,
        RecordFormat recordFormat,
        BrokerMetrics metrics,
        String clusterId,
        int leaderEpoch)
        implements Broker {

    @Override
    public BrokerConfig config() {
        return settings.config();
    }
}
