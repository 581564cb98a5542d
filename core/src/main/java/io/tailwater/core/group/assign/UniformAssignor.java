package io.tailwater.core.group.assign;

import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Gives all members the same number of partitions, as nearly as their subscriptions allow, whatever topics those are of. A member
 * keeps what it has, as far as its share goes. Stateless, any thread.
 */
public final class UniformAssignor implements Assignor {

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, Assignment> assign(AssignmentTask task) {
        if (task.subscribers().isEmpty()) {
            return Map.of();
        }
        return task.homogeneous() ? assignAlike(task) : new UniformBalance(task).assign();
    }

    /**
     * All subscribe to the same topics: a share is a number, and two shares differ by one at most. The larger ones go to those who
     * have as much already.
     */
    private static Map<String, Assignment> assignAlike(AssignmentTask task) {
        List<Subscriber> subscribers = task.subscribers();
        Assignment all = everything(task);
        List<Assignment> has = subscribers.stream()
                .map(subscriber -> subscriber.target().intersect(all))
                .toList();
        int[] shares = shares(all.size(), has);
        List<Assignment> kept = new ArrayList<>(shares.length);
        Assignment.Builder keptByAnybody = new Assignment.Builder();
        for (int i = 0; i < shares.length; i++) {
            Assignment keeps = first(shares[i], has.get(i));
            keeps.topics()
                    .forEach(topicId ->
                            keptByAnybody.add(topicId, keeps.partitions(topicId).clone()));
            kept.add(keeps);
        }
        PartitionSupply left = new PartitionSupply(all.minus(keptByAnybody.build()));
        Map<String, Assignment> assigned = new HashMap<>();
        for (int i = 0; i < shares.length; i++) {
            Assignment keeps = kept.get(i);
            assigned.put(subscribers.get(i).memberId(), keeps.plus(left.take(shares[i] - keeps.size())));
        }
        return assigned;
    }

    private static int[] shares(int total, List<Assignment> has) {
        int[] shares = new int[has.size()];
        int share = total / shares.length;
        int larger = total % shares.length;
        for (int i = 0; i < shares.length; i++) {
            boolean more = larger > 0 && has.get(i).size() > share;
            shares[i] = more ? share + 1 : share;
            larger -= more ? 1 : 0;
        }
        for (int i = 0; i < shares.length && larger > 0; i++) {
            if (shares[i] == share) {
                shares[i]++;
                larger--;
            }
        }
        return shares;
    }

    static Assignment everything(AssignmentTask task) {
        Assignment.Builder builder = new Assignment.Builder();
        // In the order of the ids, so that the same task has the same result.
        new TreeMap<>(task.partitionCounts())
                .forEach((topicId, count) -> builder.add(
                        topicId,
                        Assignment.whole(topicId, count).partitions(topicId).clone()));
        return builder.build();
    }

    private static Assignment first(int count, Assignment of) {
        if (of.size() <= count) {
            return of;
        }
        int[] left = {count};
        return of.filter((topicId, partition) -> left[0]-- > 0);
    }

    /** Partitions that are still to be given away, in their order. */
    private static final class PartitionSupply {

        private final List<UUID> topicIds = new ArrayList<>();
        private final Assignment partitions;
        private int topic;
        private int partition;

        PartitionSupply(Assignment partitions) {
            this.partitions = partitions;
            topicIds.addAll(partitions.topics());
        }

        Assignment take(int count) {
            Assignment.Builder taken = new Assignment.Builder();
            for (int left = count; left > 0 && topic < topicIds.size(); ) {
                int[] ofTopic = partitions.partitions(topicIds.get(topic));
                int some = Math.min(left, ofTopic.length - partition);
                taken.add(topicIds.get(topic), Arrays.copyOfRange(ofTopic, partition, partition + some));
                left -= some;
                partition += some;
                if (partition == ofTopic.length) {
                    topic++;
                    partition = 0;
                }
            }
            return taken.build();
        }
    }
}
