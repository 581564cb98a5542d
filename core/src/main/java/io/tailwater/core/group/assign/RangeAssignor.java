package io.tailwater.core.group.assign;

import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Shares out each topic by itself, so that members which subscribe to the same topics get the same partitions of each, and can
 * join what belongs together. A member keeps of a topic what it has, as far as its share goes. Stateless, any thread.
 */
public final class RangeAssignor implements Assignor {

    private static final int[] NOTHING = {};

    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, Assignment> assign(AssignmentTask task) {
        Map<UUID, List<Subscriber>> subscribers = new HashMap<>();
        for (Subscriber subscriber : task.subscribers()) {
            for (UUID topicId : subscriber.topics()) {
                subscribers.computeIfAbsent(topicId, id -> new ArrayList<>()).add(subscriber);
            }
        }
        Map<String, Assignment.Builder> shares = new HashMap<>();
        subscribers.forEach((topicId, ofTopic) ->
                shareOut(topicId, task.partitionCounts().getOrDefault(topicId, 0), ofTopic, shares));
        Map<String, Assignment> assigned = new HashMap<>();
        shares.forEach((memberId, share) -> assigned.put(memberId, share.build()));
        return assigned;
    }

    private static void shareOut(
            UUID topicId, int partitionCount, List<Subscriber> subscribers, Map<String, Assignment.Builder> shares) {
        int share = partitionCount / subscribers.size();
        int largerShares = partitionCount % subscribers.size();
        BitSet left = new BitSet(partitionCount);
        left.set(0, partitionCount);
        int[] missing = new int[subscribers.size()];
        for (int i = 0; i < missing.length; i++) {
            int[] has = present(subscribers.get(i).target().partitions(topicId), partitionCount);
            int kept = Math.min(has.length, share);
            if (has.length > share && largerShares > 0) {
                kept++;
                largerShares--;
                missing[i] = -1; // it has a larger share already
            } else {
                missing[i] = share - kept;
            }
            int[] keeps = Arrays.copyOf(has, kept);
            Arrays.stream(keeps).forEach(left::clear);
            builder(shares, subscribers.get(i)).add(topicId, keeps);
        }
        for (int i = 0; i < missing.length; i++) {
            int more = missing[i];
            if (more >= 0 && largerShares > 0) {
                more++;
                largerShares--;
            }
            for (; more > 0; more--) {
                int next = left.nextSetBit(0);
                left.clear(next);
                builder(shares, subscribers.get(i)).add(topicId, next);
            }
        }
    }

    /** Those that the topic has: it may be another one by now. */
    private static int[] present(int[] partitions, int partitionCount) {
        return partitions.length == 0
                ? NOTHING
                : Arrays.stream(partitions)
                        .filter(partition -> partition < partitionCount)
                        .toArray();
    }

    private static Assignment.Builder builder(Map<String, Assignment.Builder> shares, Subscriber subscriber) {
        return shares.computeIfAbsent(subscriber.memberId(), id -> new Assignment.Builder());
    }
}
