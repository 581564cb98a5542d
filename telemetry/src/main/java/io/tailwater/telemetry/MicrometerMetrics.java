package io.tailwater.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.security.AuditAction;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts and times into a Micrometer registry, under names that begin with {@code tailwater.}. Thread-safe; meters that every
 * request touches are looked up once.
 */
final class MicrometerMetrics implements BrokerMetrics {

    /** Upper ends of the buckets of times, in which most of what a broker does takes place. */
    static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private static final int MAX_REASONS = 50;

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
    private final AtomicLong recoveryNanos = new AtomicLong();
    private final AtomicLong recoveryScannedBytes = new AtomicLong();
    private final AtomicLong recoveryCutBytes = new AtomicLong();
    private final Map<String, AtomicLong> certificateMillis = new ConcurrentHashMap<>();
    private final RequestTimes requests;
    private final Map<String, Map<String, Counter>> refusals = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, Timer>> httpRequests = new ConcurrentHashMap<>();
    private final Map<String, Counter> audited = new ConcurrentHashMap<>();
    private final Map<Integer, Timer> loopLags = new ConcurrentHashMap<>();
    private final Map<String, Counter> rejections = new ConcurrentHashMap<>();
    private final BoundedNames rejectionReasons = new BoundedNames(MAX_REASONS);
    private final Map<String, Timer> throttles = new ConcurrentHashMap<>();

    /** @param requests is told how long requests took */
    MicrometerMetrics(MeterRegistry registry, RequestTimes requests) {
        this.registry = registry;
        this.requests = requests;
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
        this.flushes = Timer.builder("tailwater.flushes")
                .description("Forces to disk")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
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
        // There from the start, so that what happens first is seen to rise.
        for (AuditAction action : AuditAction.values()) {
            audited.put(action.key(), auditCounter(action.key()));
        }
        for (String reason : new String[] {"expired", "early"}) {
            segmentsDeleted(reason, 0, 0);
        }
        Gauge.builder("tailwater.connections", connections, AtomicInteger::get)
                .description("Connections of Kafka clients that are open")
                .register(registry);
        Gauge.builder("tailwater.recovery", recoveryNanos, nanos -> nanos.get() / 1e9)
                .description("How long it took to open all logs at the last start")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("tailwater.recovery.scanned", recoveryScannedBytes, AtomicLong::get)
                .description("Bytes looked through at the last start")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("tailwater.recovery.cut", recoveryCutBytes, AtomicLong::get)
                .description("Torn bytes cut off at the last start")
                .baseUnit("bytes")
                .register(registry);
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
        requests.add(api, nanos);
    }

    @Override
    public void requestRefused(String api, String error, int times) {
        refusals.computeIfAbsent(api, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        error,
                        name -> Counter.builder("tailwater.request.errors")
                                .description("Errors in answers, by Kafka's names")
                                .tag("api", api)
                                .tag("error", name)
                                .register(registry))
                .increment(times);
    }

    @Override
    public void httpAnswered(String route, int status, long nanos) {
        httpRequests
                .computeIfAbsent(route, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        status / 100,
                        hundreds -> Timer.builder("tailwater.http.requests")
                                .description("HTTP requests answered")
                                .tag("route", route)
                                .tag("status", hundreds + "xx")
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void audited(String action) {
        audited.computeIfAbsent(action, this::auditCounter).increment();
    }

    private Counter auditCounter(String action) {
        return Counter.builder("tailwater.audit.events")
                .description("What the audit log is about, written or not")
                .tag("action", action)
                .register(registry);
    }

    @Override
    public void loopLagged(int loop, long nanos) {
        loopLags.computeIfAbsent(
                        loop,
                        number -> Timer.builder("tailwater.event.loop.lag")
                                .description("How late an event loop was for a timer, once a second")
                                .tag("loop", Integer.toString(number))
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void recovered(long nanos, long scannedBytes, long cutBytes) {
        recoveryNanos.set(nanos);
        recoveryScannedBytes.set(scannedBytes);
        recoveryCutBytes.set(cutBytes);
    }

    @Override
    public void requestRejected(String reason) {
        // What comes after a colon is what was wrong with this one.
        String kind = rejectionReasons.of(reason.split(":", 2)[0]);
        rejections
                .computeIfAbsent(
                        kind,
                        name -> Counter.builder("tailwater.requests.rejected")
                                .description("Requests that could not be read or closed their connection")
                                .tag("reason", name)
                                .register(registry))
                .increment();
    }

    @Override
    public void throttled(String quota, long millis) {
        throttles
                .computeIfAbsent(
                        quota,
                        name -> Timer.builder("tailwater.throttled")
                                .description("Answers after which a client had to wait, and for how long")
                                .tag("quota", name)
                                .register(registry))
                .record(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void connectionRefused(String reason) {
        Counter.builder("tailwater.connections.refused")
                .description("Connections that were not let in")
                .tag("reason", reason)
                .register(registry)
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
    public void certificateExpires(String listener, double hoursLeft) {
        certificateMillis
                .computeIfAbsent(listener, name -> {
                    AtomicLong millis = new AtomicLong();
                    Gauge.builder("tailwater.certificate.left", millis, left -> left.get() / 1e3)
                            .description("How long the certificate of a listener is still valid")
                            .baseUnit("seconds")
                            .tag("listener", name)
                            .register(registry);
                    return millis;
                })
                .set((long) (hoursLeft * TimeUnit.HOURS.toMillis(1)));
    }

    @Override
    public boolean timed() {
        return true;
    }
}
