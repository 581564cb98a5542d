package io.tailwater.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tailwater.core.config.MetricsConfig;
import io.tailwater.core.health.HealthFinding;
import io.tailwater.core.health.HealthFinding.Verdict;
import io.tailwater.core.telemetry.BrokerSample;
import io.tailwater.core.telemetry.BrokerSample.GroupSample;
import io.tailwater.core.telemetry.BrokerSample.TopicSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What is looked up when somebody asks rather than counted as it happens. Thread-safe: shows the last sample it was given. */
final class SampledMetrics implements MultiCollector {

    private final BoundedNames topics;
    private final BoundedNames groups;
    private volatile @Nullable BrokerSample sample;

    SampledMetrics(MetricsConfig config) {
        topics = new BoundedNames(config.maxTopics());
        groups = new BoundedNames(config.maxGroups());
    }

    void take(BrokerSample taken) {
        topics.retain(taken.topics().stream().map(TopicSample::name).toList());
        groups.retain(taken.groups().stream().map(GroupSample::id).toList());
        sample = taken;
    }

    @Override
    public MetricSnapshots collect() {
        BrokerSample shown = sample;
        if (shown == null) {
            return MetricSnapshots.of();
        }
        List<MetricSnapshot> metrics = new ArrayList<>();
        addStorage(metrics, shown);
        addTopics(metrics, shown.topics());
        addGroups(metrics, shown);
        addHealth(metrics, shown);
        return new MetricSnapshots(metrics);
    }

    private static void addStorage(List<MetricSnapshot> metrics, BrokerSample shown) {
        metrics.add(gauge("tailwater_segments", "Files with batches, of all logs", shown.segments()));
        metrics.add(gauge(
                "tailwater_disk_total_bytes",
                "Size of the data directory's volume",
                shown.volume().totalBytes()));
        metrics.add(gauge(
                "tailwater_disk_usable_bytes",
                "What can still be written to the data directory's volume",
                shown.volume().usableBytes()));
        if (shown.retention().budgetBytes() >= 0) {
            metrics.add(gauge(
                    "tailwater_disk_budget_bytes",
                    "What the broker may use of the disk",
                    shown.retention().budgetBytes()));
            metrics.add(gauge(
                    "tailwater_disk_budget_used_bytes",
                    "What counts towards the budget",
                    shown.retention().usedBytes()));
        }
        metrics.add(gauge(
                "tailwater_appends_refused_for_space",
                "1 while appends are refused because nothing may be deleted for the disk budget",
                shown.retention().refusing() ? 1 : 0));
        metrics.add(gauge(
                "tailwater_damaged_logs",
                "Logs with records that are damaged now",
                shown.integrity().damaged().size()));
        metrics.add(counter(
                "tailwater_scrubs",
                "How often all logs were checked from end to end",
                shown.integrity().scrubs()));
        metrics.add(gauge(
                "tailwater_open_transactions", "Transactions that are not ended everywhere", shown.openTransactions()));
        metrics.add(gauge(
                "tailwater_live_readers",
                "Who reads records as they come, over WebSocket, HTTP or the event bus",
                shown.liveReaders()));
    }

    private void addTopics(List<MetricSnapshot> metrics, List<TopicSample> samples) {
        metrics.add(gauge("tailwater_topics", "Topics", samples.size()));
        metrics.add(gauge(
                "tailwater_partitions",
                "Partitions",
                samples.stream().mapToLong(TopicSample::partitions).sum()));
        metrics.add(byName(
                false, "tailwater_topic_size_bytes", "Bytes of a topic's batches", samples, TopicSample::sizeBytes));
        metrics.add(byName(
                true,
                "tailwater_topic_appended_bytes",
                "Bytes of batches appended to a topic",
                samples,
                TopicSample::appendedBytes));
        metrics.add(byName(
                true,
                "tailwater_topic_fetched_bytes",
                "Bytes of a topic's batches handed to readers",
                samples,
                TopicSample::fetchedBytes));
    }

    private MetricSnapshot byName(
            boolean counts, String name, String help, List<TopicSample> samples, ToLongFunction<TopicSample> value) {
        Map<Labels, Long> sums = new TreeMap<>();
        for (TopicSample topic : samples) {
            sums.merge(Labels.of("topic", topics.of(topic.name())), value.applyAsLong(topic), Long::sum);
        }
        return counts ? counters(name, help, sums) : gauges(name, help, sums);
    }

    private void addGroups(List<MetricSnapshot> metrics, BrokerSample shown) {
        Map<Labels, Long> states = new TreeMap<>();
        Map<Labels, Long> lags = new TreeMap<>();
        for (GroupSample group : shown.groups()) {
            states.merge(
                    Labels.of(
                            "type", group.type().text(), "state", group.state().text()),
                    1L,
                    Long::sum);
            String shownGroup = groups.of(group.id());
            group.lag()
                    .forEach((topic, lag) -> lags.merge(
                            shownGroup.equals(BoundedNames.OTHER)
                                    ? Labels.of("group", BoundedNames.OTHER, "topic", BoundedNames.OTHER)
                                    : Labels.of("group", shownGroup, "topic", topics.of(topic)),
                            lag,
                            Long::sum));
        }
        metrics.add(gauges("tailwater_groups", "Groups, by type and state", states));
        metrics.add(gauges("tailwater_group_lag_records", "Records that a group has not read yet", lags));
        metrics.add(gauge(
                "tailwater_groups_unmeasured",
                "Groups whose lag is not looked up because there are too many",
                shown.unmeasuredGroups()));
    }

    private static void addHealth(List<MetricSnapshot> metrics, BrokerSample shown) {
        Map<Labels, Long> verdicts = new TreeMap<>();
        for (HealthFinding finding : shown.health().findings()) {
            verdicts.put(Labels.of("check", finding.check()), severity(finding.verdict()));
        }
        metrics.add(
                gauges("tailwater_health", "What a check says: 0 fine, 1 look at it, 2 not ready, 3 stuck", verdicts));
        metrics.add(gauge(
                "tailwater_ready", "1 when clients are served", shown.health().ready() ? 1 : 0));
    }

    private static long severity(Verdict verdict) {
        return switch (verdict) {
            case PASS -> 0;
            case WARN -> 1;
            case FAIL -> 2;
            case STUCK -> 3;
        };
    }

    private static MetricSnapshot gauge(String name, String help, long value) {
        return gauges(name, help, Map.of(Labels.EMPTY, value));
    }

    private static MetricSnapshot gauges(String name, String help, Map<Labels, Long> values) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        values.forEach((labels, value) -> points.add(new GaugeDataPointSnapshot(value, labels, null)));
        return new GaugeSnapshot(new MetricMetadata(name, help), points);
    }

    private static MetricSnapshot counter(String name, String help, long value) {
        return counters(name, help, Map.of(Labels.EMPTY, value));
    }

    /** @param name without {@code _total}, which the format adds */
    private static MetricSnapshot counters(String name, String help, Map<Labels, Long> values) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        values.forEach((labels, value) -> points.add(new CounterDataPointSnapshot(value, labels, null, 0)));
        return new CounterSnapshot(new MetricMetadata(name, help), points);
    }
}
