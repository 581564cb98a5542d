package io.tailwater.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts and times into a Micrometer registry, under names that begin with {@code tailwater.}. Thread-safe; meters that every
 * request touches are looked up once.
 */
public final class MicrometerMetrics implements BrokerMetrics {

    private final MeterRegistry registry;
    private final Counter appends;
    private final Counter appendedRecords;
    private final Counter appendedBytes;
    private final Counter refusedAppends;
    private final Counter fetchedBytes;
    private final Timer flushes;
    private final DistributionSummary appendsPerFlush;
    private final Counter checkedBytes;
    private final Counter damagedRanges;
    private final Counter compactions;
    private final Counter failedCompactions;
    private final Counter compactedBytes;
    private final Counter compactedRecords;
    private final Counter openedConnections;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();
    private final Map<String, Counter> rejections = new ConcurrentHashMap<>();

    public MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.appends = counter("tailwater.appends", "Batches appended");
        this.appendedRecords = counter("tailwater.appended.records", "Records appended");
        this.appendedBytes = Counter.builder("tailwater.appended.bytes")
                .description("Bytes of batches appended")
                .baseUnit("bytes")
                .register(registry);
        this.refusedAppends = counter("tailwater.appends.refused", "Appends refused");
        this.fetchedBytes = Counter.builder("tailwater.fetched.bytes")
                .description("Bytes of batches handed to readers")
                .baseUnit("bytes")
                .register(registry);
        this.flushes =
                Timer.builder("tailwater.flushes").description("Forces to disk").register(registry);
        this.appendsPerFlush = DistributionSummary.builder("tailwater.flush.appends")
                .description("Appends that waited for one force")
                .register(registry);
        this.checkedBytes = Counter.builder("tailwater.checked.bytes")
                .description("Bytes of stored batches checked")
                .baseUnit("bytes")
                .register(registry);
        this.damagedRanges = counter("tailwater.damaged.ranges", "Damaged ranges of offsets found");
        this.compactions = counter("tailwater.compactions", "Logs compacted");
        this.failedCompactions = counter("tailwater.compactions.failed", "Logs that could not be compacted");
        this.compactedBytes = Counter.builder("tailwater.compacted.bytes")
                .description("Bytes that compaction took away")
                .baseUnit("bytes")
                .register(registry);
        this.compactedRecords = counter("tailwater.compacted.records", "Records that compaction took away");
        this.openedConnections = counter("tailwater.connections.opened", "Connections accepted");
        registry.gauge("tailwater.connections", connections);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    @Override
    public void appended(int records, int bytes) {
        appends.increment();
        appendedRecords.increment(records);
        appendedBytes.increment(bytes);
    }

    @Override
    public void appendRefused() {
        refusedAppends.increment();
    }

    @Override
    public void fetched(long bytes) {
        fetchedBytes.increment((double) bytes);
    }

    @Override
    public void flushed(int waiting, long nanos) {
        flushes.record(nanos, TimeUnit.NANOSECONDS);
        appendsPerFlush.record(waiting);
    }

    @Override
    public void checked(long bytes) {
        checkedBytes.increment((double) bytes);
    }

    @Override
    public void damageFound() {
        damagedRanges.increment();
    }

    @Override
    public void segmentsDeleted(String reason, int segments, long bytes) {
        Counter.builder("tailwater.segments.deleted")
                .description("Segments deleted, because they expired or early, for the disk budget")
                .tag("reason", reason)
                .register(registry)
                .increment(segments);
        Counter.builder("tailwater.segments.deleted.bytes")
                .description("Bytes of batches in deleted segments")
                .baseUnit("bytes")
                .tag("reason", reason)
                .register(registry)
                .increment((double) bytes);
    }

    @Override
    public void compacted(long readBytes, long keptBytes, long removedRecords) {
        compactions.increment();
        compactedBytes.increment((double) Math.max(0, readBytes - keptBytes));
        compactedRecords.increment((double) removedRecords);
    }

    @Override
    public void compactionFailed() {
        failedCompactions.increment();
    }

    @Override
    public void requestAnswered(String api, long nanos) {
        requests.computeIfAbsent(
                        api,
                        name -> Timer.builder("tailwater.requests")
                                .description("Requests answered, from frame to response")
                                .tag("api", name)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void requestRejected(String reason) {
        rejections
                .computeIfAbsent(
                        reason,
                        name -> Counter.builder("tailwater.requests.rejected")
                                .description("Requests that could not be read or closed their connection")
                                .tag("reason", name)
                                .register(registry))
                .increment();
    }

    @Override
    public void connectionOpened() {
        openedConnections.increment();
        connections.incrementAndGet();
    }

    @Override
    public void connectionClosed() {
        connections.decrementAndGet();
    }

    @Override
    public boolean timed() {
        return true;
    }
}
