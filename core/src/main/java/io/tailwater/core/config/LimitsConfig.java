package io.tailwater.core.config;

/**
 * Bounds on what clients can make the broker hold.
 *
 * @param maxRequestBytes the largest request frame; a larger one closes its connection
 *     ({@code socket.request.max.bytes})
 * @param maxConnections connections at once; a further one is closed
 * @param connectionRequests requests of one connection under way at once; further ones stay in its socket
 * @param connectionBytes bytes of requests of one connection under way at once (one larger request is let through alone)
 * @param totalRequestBytes bytes of requests of all connections under way at once (likewise)
 * @param maxFetchBytes bytes of records in one fetch response at most ({@code fetch.max.bytes})
 * @param maxFetchSessions incremental fetch sessions kept ({@code max.incremental.fetch.session.cache.slots})
 * @param idleConnectionMillis a connection silent for so long is closed ({@code connections.max.idle.ms}); 0 for never
 */
public record LimitsConfig(
        int maxRequestBytes,
        int maxConnections,
        int connectionRequests,
        int connectionBytes,
        long totalRequestBytes,
        int maxFetchBytes,
        int maxFetchSessions,
        long idleConnectionMillis) {

    /** Kafka's where it has them; 64 requests and 8 MiB a connection, 32 MiB in all. */
    public static final LimitsConfig DEFAULTS =
            new LimitsConfig(100 << 20, 15_000, 64, 8 << 20, 32L << 20, 55 << 20, 1_000, 10 * 60 * 1000L);

    public LimitsConfig {
        Require.that(maxRequestBytes >= 1024, "limits.maxRequestBytes must be at least 1024, not %d", maxRequestBytes);
        Require.that(maxConnections >= 1, "limits.maxConnections must be at least 1, not %d", maxConnections);
        Require.that(
                connectionRequests >= 1, "limits.connectionRequests must be at least 1, not %d", connectionRequests);
        Require.that(connectionBytes >= 1, "limits.connectionBytes must be at least 1, not %d", connectionBytes);
        Require.that(totalRequestBytes >= 1, "limits.totalRequestBytes must be at least 1, not %d", totalRequestBytes);
        Require.that(maxFetchBytes >= 1024, "limits.maxFetchBytes must be at least 1024, not %d", maxFetchBytes);
        Require.that(maxFetchSessions >= 0, "limits.maxFetchSessions must be 0 or more, not %d", maxFetchSessions);
        Require.that(
                idleConnectionMillis >= 0,
                "limits.idleConnectionMillis must be 0 or more, not %d",
                idleConnectionMillis);
    }

    /** The same with another bound on connections. */
    public LimitsConfig withMaxConnections(int connections) {
        return new LimitsConfig(
                maxRequestBytes,
                connections,
                connectionRequests,
                connectionBytes,
                totalRequestBytes,
                maxFetchBytes,
                maxFetchSessions,
                idleConnectionMillis);
    }
}
