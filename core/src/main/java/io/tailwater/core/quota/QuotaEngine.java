package io.tailwater.core.quota;

import io.tailwater.core.security.ClientSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The quotas in force, and what was used of them. Thread-safe. What was used is remembered by user, client id or address only
 * while there is something to remember; of more than {@link #MOST_USAGES} at once the rest share one.
 */
final class QuotaEngine {

    static final int MOST_USAGES = 10_000;

    private static final double MOST_SECONDS_TO_CONNECT = 10;
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record UsageKey(
            QuotaKey key,
            @Nullable String user,
            @Nullable String clientId,
            @Nullable String ip) {}

    /** Compared by identity: a new one tells everybody to look again. */
    private static final class InForce {

        private final QuotaTable table;

        InForce(QuotaTable table) {
            this.table = table;
        }
    }

    private final LongSupplier nanoTime;
    private final Map<UsageKey, Usage> usages = new ConcurrentHashMap<>();
    private final Usage allConnections;
    private final AtomicLong sweptNanos;
    private volatile QuotaTable table = QuotaTable.EMPTY;
    private volatile @Nullable InForce inForce;

    QuotaEngine(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.allConnections = new Usage(nanoTime.getAsLong());
        this.sweptNanos = new AtomicLong(nanoTime.getAsLong());
    }

    QuotaTable table() {
        return table;
    }

    /** Puts quotas into force. */
    synchronized void use(QuotaTable changed) {
        table = changed;
        inForce = changed.isEmpty() ? null : new InForce(changed);
    }

    @Nullable
    ClientLimits limits(@Nullable ClientLimits known, ClientSession session, String clientId) {
        InForce now = inForce;
        if (now == null) {
            return null;
        }
        String user = session.principal().name();
        return known != null && known.isOf(now, user, clientId) ? known : find(now, user, clientId);
    }

    private ClientLimits find(InForce now, String user, String clientId) {
        sweepIfDue();
        return new ClientLimits(now, user, clientId, nanoTime, (key, ofUser, ofClientId) -> {
            QuotaTable.Found found = now.table.find(key, ofUser, ofClientId);
            return found == null
                    ? null
                    : new ClientLimits.Share(
                            found.perSecond(), usage(new UsageKey(key, found.user(), found.clientId(), null)));
        });
    }

    long connectionMillis(String ip, int perSecondInAll) {
        long inAll = perSecondInAll == Integer.MAX_VALUE ? 0 : connectionMillis(allConnections, perSecondInAll);
        InForce now = inForce;
        Double rate = now == null ? null : now.table.connectionRate(ip);
        if (rate == null || inAll < 0) {
            return inAll;
        }
        sweepIfDue();
        long fromThere = connectionMillis(usage(new UsageKey(QuotaKey.CONNECTION_CREATION_RATE, null, null, ip)), rate);
        return fromThere < 0 ? fromThere : Math.max(inAll, fromThere);
    }

    /** Those that are refused do not count, or nobody would get in while somebody keeps trying. */
    private long connectionMillis(Usage usage, double perSecond) {
        double before = usage.addIf(QuotaEngine::mayConnect, 1, perSecond, nanoTime.getAsLong());
        double after = before + 1 / perSecond;
        return mayConnect(before, after)
                ? Math.max(0, Math.round((after - ClientLimits.SECONDS_AT_ONCE) * 1_000))
                : Quotas.REFUSED;
    }

    private static boolean mayConnect(double secondsBefore, double secondsAfter) {
        return secondsBefore <= ClientLimits.SECONDS_AT_ONCE + MOST_SECONDS_TO_CONNECT;
    }

    private Usage usage(UsageKey wanted) {
        Usage known = usages.get(wanted);
        if (known != null) {
            return known;
        }
        // Counted roughly: some more than the most may get in at the same moment.
        UsageKey key = usages.size() < MOST_USAGES ? wanted : new UsageKey(wanted.key(), null, null, null);
        return usages.computeIfAbsent(key, absent -> new Usage(nanoTime.getAsLong()));
    }

    private void sweepIfDue() {
        long now = nanoTime.getAsLong();
        long last = sweptNanos.get();
        if (now - last >= SWEEP_NANOS && sweptNanos.compareAndSet(last, now)) {
            sweep(now);
        }
    }

    /** Whoever still uses what was forgotten finds a new one, with all others who share it. */
    private synchronized void sweep(long now) {
        if (usages.values().removeIf(usage -> usage.forgettable(now))) {
            inForce = table.isEmpty() ? null : new InForce(table);
        }
    }

    int remembered() {
        return usages.size();
    }
}
