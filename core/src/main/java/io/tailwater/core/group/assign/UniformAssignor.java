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

    /** All subscribe to the same topics: a share is a number, and two shares differ by one at most. */
    private static Map<String, Assignment> assignAlike(AssignmentTask task) {
        List<Subscriber> subscribers = task.subscribers();
        List<Assignment> kept = new ArrayList<>(subscribers.size());
        int[] missing = new int[subscribers.size()];
        Assignment all = everything(task);
        int total = all.size();
        Assignment.Builder keptByAnybody = new Assignment.Builder();
        for (int i = 0; i < missing.length; i++) {
            int share = total / missing.length + (i < total % missing.length ? 1 : 0);
            Assignment keeps = first(share, subscribers.get(i).target().intersect(all));
            keeps.topics()
                    .forEach(topicId ->
                            keptByAnybody.add(topicId, keeps.partitions(topicId).clone()));
            kept.add(keeps);
            missing[i] = share - keeps.size();
        }
        PartitionSupply left = new PartitionSupply(all.minus(keptByAnybody.build()));
        Map<String, Assignment> assigned = new HashMap<>();
        for (int i = 0; i < missing.length; i++) {
            assigned.put(subscribers.get(i).memberId(), kept.get(i).plus(left.take(missing[i])));
        }
        return assigned;
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
