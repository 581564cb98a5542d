package io.tailwater.bench.load;

/**
 * What members of groups do.
 *
 * @param prefix what names of groups begin with
 * @param groups how many
 * @param members of each, each on a connection of its own
 * @param topic whose offsets they commit
 * @param partitions of that topic
 * @param intervalNanos between two rounds of heartbeat and commit of a member
 * @param rebalanceNanos between two rebalances of each group that its leader asks for; 0 for none
 */
public record GroupSettings(
        String prefix, int groups, int members, String topic, int partitions, long intervalNanos, long rebalanceNanos) {

    /** The id of a group by its number, from 0. */
    public String groupId(int group) {
        return prefix + "-" + group;
    }
}
