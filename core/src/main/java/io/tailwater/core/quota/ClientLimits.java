package io.tailwater.core.quota;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one client, found once and asked for each request. Thread-safe, without locks where records pass. Times to wait
 * are in milliseconds, 0 for none; whoever gets one answers first, and then takes no more from that client for so long.
 */
public final class ClientLimits {

    /** So many seconds' worth may come at once (Kafka's {@code quota.window.num}, less the second that is going on). */
    static final double SECONDS_AT_ONCE = 10;

    /** Likewise of partitions created and deleted ({@code controller.quota.window.num}). */
    static final double MUTATION_SECONDS_AT_ONCE = 11;

    private static final long MOST_REQUEST_THROTTLE_MILLIS = 1_000;
    private static final double PERCENT_OF_NANOS = 1e9 / 100;

    private final Object origin;
    private final String user;
    private final String clientId;
    private final LongSupplier nanoTime;
    private final @Nullable Share produce;
    private final @Nullable Share fetch;
    private final @Nullable Share time;
    private final @Nullable Share mutations;

    /** A quota, and what those who share it have used. */
    record Share(double perSecond, Usage usage) {}

    /** Finds the quota of a key. */
    interface Finder {
        @Nullable
        Share find(QuotaKey key, String user, String clientId);
    }

    /** @param origin what it was found in: as long as that is in force, this is */
    ClientLimits(Object origin, String user, String clientId, LongSupplier nanoTime, Finder finder) {
        this.origin = origin;
        this.user = user;
        this.clientId = clientId;
        this.nanoTime = nanoTime;
        this.produce = finder.find(QuotaKey.PRODUCER_BYTE_RATE, user, clientId);
        this.fetch = finder.find(QuotaKey.CONSUMER_BYTE_RATE, user, clientId);
        this.time = finder.find(QuotaKey.REQUEST_PERCENTAGE, user, clientId);
        this.mutations = finder.find(QuotaKey.CONTROLLER_MUTATION_RATE, user, clientId);
    }

    boolean isOf(Object inForce, String ofUser, String ofClientId) {
        return origin == inForce && user.equals(ofUser) && clientId.equals(ofClientId);
    }

    /** The client produced so much. */
    public long produced(long bytes) {
        return produce == null ? 0 : used(produce, (double) bytes);
    }

    /** The client was sent so much. */
    public long fetched(long bytes) {
        return fetch == null ? 0 : used(fetch, (double) bytes);
    }

    private long used(Share share, double amount) {
        return millis(share.usage().add(amount, share.perSecond(), nanoTime.getAsLong()) - SECONDS_AT_ONCE);
    }

    private static long millis(double seconds) {
        return Math.max(0, Math.round(seconds * 1_000));
    }

    /**
     * The client is going to be sent so much, unless it has to wait: then nothing is counted, and nothing must be sent. A client
     * that has used nothing of its quota may have any amount, since one batch can be more than its quota.
     */
    public long tryFetch(long bytes) {
        if (fetch == null) {
            return 0;
        }
        double perSecond = fetch.perSecond();
        double before = fetch.usage().addIf(ClientLimits::mayFetch, (double) bytes, perSecond, nanoTime.getAsLong());
        double after = before + bytes / perSecond;
        return mayFetch(before, after) ? 0 : Math.max(1, millis(Math.min(before, after - SECONDS_AT_ONCE)));
    }

    private static boolean mayFetch(double secondsBefore, double secondsAfter) {
        return secondsBefore == 0 || secondsAfter <= SECONDS_AT_ONCE;
    }

    /** How much to read for the client at once: what its quota could never allow is not read for it. */
    public int maxFetchBytes(int wanted) {
        return fetch == null ? wanted : (int) Math.min(wanted, fetch.perSecond() * SECONDS_AT_ONCE);
    }

    /** Whether {@link #worked} wants to know. */
    public boolean timesRequests() {
        return time != null;
    }

    /** The event loop worked so long on a request. */
    public long worked(long nanos) {
        if (time == null) {
            return 0;
        }
        double seconds = time.usage().add((double) nanos, time.perSecond() * PERCENT_OF_NANOS, nanoTime.getAsLong())
                - SECONDS_AT_ONCE;
        return Math.min(MOST_REQUEST_THROTTLE_MILLIS, millis(seconds));
    }

    /** The client is going to create or delete partitions, unless it has to wait: then it must be refused (KIP-599). */
    public long tryMutate(int partitions) {
        if (mutations == null) {
            return 0;
        }
        double before = mutations
                .usage()
                .addIf(ClientLimits::mayMutate, partitions, mutations.perSecond(), nanoTime.getAsLong());
        return mayMutate(before, before) ? 0 : Math.max(1, millis(before - MUTATION_SECONDS_AT_ONCE));
    }

    /** However many partitions, as long as anything is left. */
    private static boolean mayMutate(double secondsBefore, double secondsAfter) {
        return secondsBefore <= MUTATION_SECONDS_AT_ONCE;
    }

    /** The client created or deleted partitions. */
    public long mutated(int partitions) {
        return mutations == null
                ? 0
                : millis(mutations.usage().add(partitions, mutations.perSecond(), nanoTime.getAsLong())
                        - MUTATION_SECONDS_AT_ONCE);
    }
}
