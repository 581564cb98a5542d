package io.tailwater.core;

import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupType;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.ListedGroup;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.health.HealthReport;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.telemetry.BrokerSample;
import io.tailwater.core.telemetry.BrokerSample.GroupSample;
import io.tailwater.core.telemetry.BrokerSample.TopicSample;
import io.tailwater.core.telemetry.BrokerSample.VolumeSample;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.ListTransactions;
import io.tailwater.core.transaction.TransactionStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks the parts of a broker how they stand. Stateless; used on an event loop or a worker. */
final class BrokerSampling {

    /** How far more groups than this have come is not looked up. */
    private static final int MOST_GROUPS = 2_000;

    private static final Set<TransactionStatus> OPEN =
            Set.of(TransactionStatus.ONGOING, TransactionStatus.PREPARE_COMMIT, TransactionStatus.PREPARE_ABORT);

    /** The extents of all partitions, by topic. */
    private record Extents(List<Topic> topics, Map<String, List<@Nullable PartitionStatus>> byTopic) {}

    private BrokerSampling() {}

    static Future<BrokerSample> take(Broker broker, long segments, VolumeSample volume) {
        Future<HealthReport> health = broker.health().report();
        Future<Long> transactions = openTransactions(broker);
        Future<List<ListedGroup>> listed = broker.groups()
                .list(new ListGroups(Set.of(), Set.of()))
                .map(result -> result instanceof Result.Ok<List<ListedGroup>> ok ? ok.value() : List.of());
        return extents(broker)
                .compose(extents -> Future.all(health, transactions, listed)
                        .compose(all -> groups(broker, extents, listed.result()))
                        .map(groups -> new BrokerSample(
                                topics(extents),
                                groups,
                                listed.result().size() - groups.size(),
                                segments,
                                transactions.result(),
                                broker.liveReaders().count(),
                                volume,
                                broker.totals(),
                                broker.retention(),
                                broker.integrity(),
                                health.result())));
    }

    private static Future<Long> openTransactions(Broker broker) {
        return broker.transactions()
                .list(new ListTransactions(Set.of(), OPEN, -1))
                .map(result -> result instanceof Result.Ok<List<DescribedTransaction>> ok
                        ? (long) ok.value().size()
                        : 0L);
    }

    private static Future<Extents> extents(Broker broker) {
        List<Topic> topics = List.copyOf(broker.topics().all());
        List<PartitionKey> keys = new ArrayList<>();
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                keys.add(new PartitionKey(topic.id(), partition));
            }
        }
        return broker.partitions().statuses(keys).map(statuses -> {
            Map<String, List<@Nullable PartitionStatus>> byTopic = new HashMap<>();
            int next = 0;
            for (Topic topic : topics) {
                List<@Nullable PartitionStatus> ofTopic = new ArrayList<>();
                for (int partition = 0; partition < topic.partitionCount(); partition++) {
                    ofTopic.add(statuses.get(next++) instanceof Result.Ok<PartitionStatus> ok ? ok.value() : null);
                }
                byTopic.put(topic.name(), ofTopic);
            }
            return new Extents(topics, byTopic);
        });
    }

    private static List<TopicSample> topics(Extents extents) {
        List<TopicSample> samples = new ArrayList<>();
        for (Topic topic : extents.topics()) {
            long size = 0;
            long appended = 0;
            long fetched = 0;
            for (@Nullable PartitionStatus status : extents.byTopic().getOrDefault(topic.name(), List.of())) {
                if (status != null) {
                    size += status.sizeBytes();
                    appended += status.appendedBytes();
                    fetched += status.fetchedBytes();
                }
            }
            samples.add(new TopicSample(topic.name(), topic.partitionCount(), size, appended, fetched));
        }
        return samples;
    }

    private static Future<List<GroupSample>> groups(Broker broker, Extents extents, List<ListedGroup> listed) {
        List<ListedGroup> measured = listed.stream()
                .sorted(Comparator.comparing(ListedGroup::groupId))
                .limit(MOST_GROUPS)
                .toList();
        List<OfGroup> asked = measured.stream()
                .filter(group -> group.type() != GroupType.SHARE)
                .map(group -> new OfGroup(group.groupId(), null, -1, null))
                .toList();
        return broker.groups().fetchOffsets(new FetchOffsets(asked, false)).map(answers -> {
            Map<String, Map<String, Long>> lags = new HashMap<>();
            for (GroupAnswer<List<TopicPartitions<FetchedOffset>>> answer : answers) {
                if (answer.result() instanceof Result.Ok<List<TopicPartitions<FetchedOffset>>> ok) {
                    lags.put(answer.groupId(), lag(extents, ok.value()));
                }
            }
            return measured.stream()
                    .map(group -> new GroupSample(
                            group.groupId(), group.type(), group.state(), lags.getOrDefault(group.groupId(), Map.of())))
                    .toList();
        });
    }

    private static Map<String, Long> lag(Extents extents, List<TopicPartitions<FetchedOffset>> offsets) {
        Map<String, Long> lag = new TreeMap<>();
        for (TopicPartitions<FetchedOffset> topic : offsets) {
            List<@Nullable PartitionStatus> statuses = extents.byTopic().getOrDefault(topic.topic(), List.of());
            for (FetchedOffset offset : topic.partitions()) {
                @Nullable
                PartitionStatus status = offset.partition() < statuses.size() ? statuses.get(offset.partition()) : null;
                if (status != null && offset.offset() >= 0) {
                    long behind = Math.max(0, status.endOffset() - Math.max(offset.offset(), status.logStartOffset()));
                    lag.merge(topic.topic(), behind, Long::sum);
                }
            }
        }
        return lag;
    }
}
