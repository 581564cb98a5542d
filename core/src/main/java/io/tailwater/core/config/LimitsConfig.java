package io.tailwater.core.config;

/**
 * Bounds on what clients can make the broker hold.
 *
 * @param maxRequestBytes the largest request frame; a larger one closes its connection
 *     ({@code socket.request.max.bytes})
 * @param maxConnections connections at once; a further one is closed
 * @param maxConnectionsPerAddress connections of Kafka clients at once from one address ({@code max.connections.per.ip})
 * @param maxConnectionsPerUser connections of Kafka clients at once of one user that has logged in
 * @param connectionsPerSecond connections a second in all, by whatever protocol; further ones wait, and are refused when that
 *     takes more than ten seconds ({@code max.connection.creation.rate})
 * @param authenticationMillis how long a client may take to log in, where it has to, before its connection is closed
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
        int maxConnectionsPerAddress,
        int maxConnectionsPerUser,
        int connectionsPerSecond,
        long authenticationMillis,
        int connectionRequests,
        int connectionBytes,
        long totalRequestBytes,
        int maxFetchBytes,
        int maxFetchSessions,
        long idleConnectionMillis) {

    /** Any number. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    /** Kafka's where it has them; ten seconds to log in, 64 requests and 8 MiB a connection, 32 MiB in all. */
    public static final LimitsConfig DEFAULTS = new LimitsConfig(
            100 << 20,
            15_000,
            UNLIMITED,
            UNLIMITED,
            UNLIMITED,
            10_000,
            64,
            8 << 20,
            32L << 20,
            55 << 20,
            1_000,
            10 * 60 * 1000L);

    public LimitsConfig {
        Require.that(maxRequestBytes >= 1024, "limits.maxRequestBytes must be at least 1024, not %d", maxRequestBytes);
        Require.that(maxConnections >= 1, "limits.maxConnections must be at least 1, not %d", maxConnections);
        requirePositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        requirePositive("maxConnectionsPerUser", maxConnectionsPerUser);
        requirePositive("connectionsPerSecond", connectionsPerSecond);
        Require.that(
                authenticationMillis >= 1,
                "limits.authenticationMillis must be at least 1, not %d",
                authenticationMillis);
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

    private static void requirePositive(String name, int value) {
        Require.that(value >= 1, "limits.%s must be at least 1, not %d", name, value);
    }

    /** The same with another bound on connections. */
    public LimitsConfig withMaxConnections(int connections) {
        return withConnections(connections, maxConnectionsPerAddress, connectionsPerSecond);
    }

    /** The same with another bound on connections from one address. */
    public LimitsConfig withMaxConnectionsPerAddress(int connections) {
        return withConnections(maxConnections, connections, connectionsPerSecond);
    }

    /** The same with another bound on connections a second. */
    public LimitsConfig withConnectionsPerSecond(int connections) {
        return withConnections(maxConnections, maxConnectionsPerAddress, connections);
    }

    private LimitsConfig withConnections(int all, int perAddress, int perSecond) {
        return new LimitsConfig(
                maxRequestBytes,
                all,
                perAddress,
                maxConnectionsPerUser,
                perSecond,
                authenticationMillis,
                connectionRequests,
                connectionBytes,
                totalRequestBytes,
                maxFetchBytes,
                maxFetchSessions,
                idleConnectionMillis);
    }
}
