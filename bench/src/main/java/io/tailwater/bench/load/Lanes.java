package io.tailwater.bench.load;

/**
 * Deals the requests of an open loop out to connections and partitions, in turn, so that the order of answers on a
 * connection, and of batches in a partition, tells which request each belongs to.
 *
 * <p>There are as many lanes as the larger of the two numbers; request {@code i} takes lane {@code i mod lanes}; lane
 * {@code l} is connection {@code l mod connections} and partition {@code l mod partitions}.
 *
 * @param connections 1 or more
 * @param partitions 1 or more
 */
record Lanes(int connections, int partitions) {

    int count() {
        return Math.max(connections, partitions);
    }

    int connectionOf(long request) {
        return (int) (request % count()) % connections;
    }

    int partitionOf(long request) {
        return (int) (request % count()) % partitions;
    }

    /** Which request the {@code nth} (from 0) on a connection is. */
    long requestOnConnection(int connection, long nth) {
        return nthOf(connection, connections, nth);
    }

    /** Which request the {@code nth} (from 0) batch of a partition is, if one connection writes it. */
    long requestInPartition(int partition, long nth) {
        return nthOf(partition, partitions, nth);
    }

    /** How many of the first {@code requests} a connection sends. */
    long countOnConnection(int connection, long requests) {
        return countOf(connection, connections, requests);
    }

    private long nthOf(int member, int members, long nth) {
        long perRound = lanesOf(member, members, count());
        return nth / perRound * count() + member + nth % perRound * members;
    }

    private long countOf(int member, int members, long requests) {
        long rounds = requests / count();
        return rounds * lanesOf(member, members, count()) + lanesOf(member, members, requests % count());
    }

    /** How many of the first {@code lanes} belong to a member. */
    private static long lanesOf(int member, int members, long lanes) {
        return lanes <= member ? 0 : (lanes - member + members - 1) / members;
    }
}
