package io.tailwater.core.group.assign;

import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Balances members that subscribe to different topics: no partition can go from a member to another subscriber of its topic and
 * make the two more alike. Topic by topic, since the partitions of a topic can go to the same members. Used once, by one thread.
 *
 * <p>A pass over the topics gives what is missing to those that have least, then evens out between the subscribers of each topic
 * until a pass moves nothing. Each move makes the sum of the squares of what members have smaller, so it ends.
 */
final class UniformBalance {

    /** A member as it is filled. */
    private static final class Share {

        private final int index;
        private final Subscriber subscriber;
        private final Map<UUID, List<Integer>> partitions = new HashMap<>();
        private int size;

        Share(int index, Subscriber subscriber) {
            this.index = index;
            this.subscriber = subscriber;
        }

        void add(UUID topicId, int partition) {
            partitions.computeIfAbsent(topicId, id -> new ArrayList<>()).add(partition);
            size++;
        }

        /** Gives the partition away that it was given last. */
        int remove(UUID topicId) {
            List<Integer> ofTopic = partitions.getOrDefault(topicId, List.of());
            size--;
            return ofTopic.remove(ofTopic.size() - 1);
        }

        boolean has(UUID topicId) {
            return !partitions.getOrDefault(topicId, List.of()).isEmpty();
        }
    }

    /** So many passes are enough for any group that is not made to need more; what is left is fair all but exactly. */
    private static final int MOST_PASSES = 100;

    private static final Comparator<Share> SMALLEST_FIRST =
            Comparator.<Share>comparingInt(share -> share.size).thenComparingInt(share -> share.index);

    private final List<Share> shares = new ArrayList<>();
    private final Map<UUID, List<Share>> subscribersOf = new HashMap<>();
    private final Map<UUID, Integer> partitionCounts;

    UniformBalance(AssignmentTask task) {
        partitionCounts = new TreeMap<>(task.partitionCounts());
        for (Subscriber subscriber : task.subscribers()) {
            Share share = new Share(shares.size(), subscriber);
            shares.add(share);
            subscriber
                    .topics()
                    .forEach(topicId -> subscribersOf
                            .computeIfAbsent(topicId, id -> new ArrayList<>())
                            .add(share));
        }
    }

    Map<String, Assignment> assign() {
        partitionCounts.forEach(this::keep);
        // Topics that fewest can take first: others can still make up for them.
        List<UUID> order = new ArrayList<>(partitionCounts.keySet());
        order.removeIf(topicId -> !subscribersOf.containsKey(topicId));
        order.sort(Comparator.comparingInt(topicId -> subscribers(topicId).size()));
        order.forEach(this::fill);
        boolean moved = true;
        for (int pass = 0; moved && pass < MOST_PASSES; pass++) {
            moved = false;
            for (UUID topicId : order) {
                moved |= evenOut(topicId);
            }
        }
        Map<String, Assignment> assigned = new HashMap<>();
        shares.forEach(share -> assigned.put(share.subscriber.memberId(), Assignment.of(share.partitions)));
        return assigned;
    }

    private List<Share> subscribers(UUID topicId) {
        return subscribersOf.getOrDefault(topicId, List.of());
    }

    private void keep(UUID topicId, int partitionCount) {
        for (Share share : subscribers(topicId)) {
            for (int partition : share.subscriber.target().partitions(topicId)) {
                if (partition < partitionCount) {
                    share.add(topicId, partition);
                }
            }
        }
    }

    private void fill(UUID topicId) {
        boolean[] taken = new boolean[partitionCounts.getOrDefault(topicId, 0)];
        subscribers(topicId)
                .forEach(share -> share.partitions
                        .getOrDefault(topicId, List.of())
                        .forEach(partition -> taken[partition] = true));
        PriorityQueue<Share> queue = new PriorityQueue<>(SMALLEST_FIRST);
        queue.addAll(subscribers(topicId));
        for (int partition = 0; partition < taken.length; partition++) {
            if (!taken[partition]) {
                Share smallest = queue.remove();
                smallest.add(topicId, partition);
                queue.add(smallest);
            }
        }
    }

    /** Moves partitions of a topic from those that have most to those that have least; whether it moved any. */
    private boolean evenOut(UUID topicId) {
        TreeSet<Share> bySize = new TreeSet<>(SMALLEST_FIRST);
        bySize.addAll(subscribers(topicId));
        TreeSet<Share> givers = new TreeSet<>(SMALLEST_FIRST);
        subscribers(topicId).stream().filter(share -> share.has(topicId)).forEach(givers::add);
        boolean moved = false;
        while (!givers.isEmpty()) {
            Share most = givers.last();
            Share least = bySize.first();
            if (most.size - least.size < 2) {
                return moved;
            }
            givers.remove(most);
            bySize.remove(most);
            bySize.remove(least);
            givers.remove(least);
            least.add(topicId, most.remove(topicId));
            moved = true;
            bySize.add(most);
            bySize.add(least);
            givers.add(least);
            if (most.has(topicId)) {
                givers.add(most);
            }
        }
        return moved;
    }
}
