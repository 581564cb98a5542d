package io.tailwater.core.group.assign;

import io.tailwater.core.group.assign.AssignmentTask.Subscriber;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;

/**
 * For share groups (KIP-932), where partitions may be several members': each partition has a member, and each member a partition,
 * evenly, as far as subscriptions go. What members have they keep, as far as that is even.
 */
public final class SimpleAssignor implements Assignor {

    private record Place(UUID topicId, int partition) {}

    @Override
    public String name() {
        return "simple";
    }

    @Override
    public Map<String, Assignment> assign(AssignmentTask task) {
        Map<String, Assignment> assigned = new LinkedHashMap<>();
        Map<UUID, Integer> counts = new TreeMap<>(task.partitionCounts());
        if (task.homogeneous()) {
            List<Place> places = new ArrayList<>();
            counts.forEach((topicId, count) -> addAll(places, topicId, count));
            spread(task.subscribers(), places, assigned);
            return assigned;
        }
        counts.forEach((topicId, count) -> {
            List<Place> places = new ArrayList<>();
            addAll(places, topicId, count);
            spread(
                    task.subscribers().stream()
                            .filter(subscriber -> subscriber.topics().contains(topicId))
                            .toList(),
                    places,
                    assigned);
        });
        return assigned;
    }

    private static void addAll(List<Place> places, UUID topicId, int count) {
        for (int partition = 0; partition < count; partition++) {
            places.add(new Place(topicId, partition));
        }
    }

    /** Spreads some partitions over members that all read them. */
    private static void spread(List<Subscriber> members, List<Place> places, Map<String, Assignment> assigned) {
        if (members.isEmpty() || places.isEmpty()) {
            return;
        }
        int[][] dealt =
                members.size() >= places.size() ? onePlaceEach(members, places) : oneMemberEach(members, places);
        for (int i = 0; i < dealt.length; i++) {
            Assignment.Builder builder = new Assignment.Builder();
            for (int place : dealt[i]) {
                builder.add(places.get(place).topicId(), places.get(place).partition());
            }
            assigned.merge(members.get(i).memberId(), builder.build(), Assignment::plus);
        }
    }

    /** There are as many members as partitions, or more: a partition may be several members'. */
    private static int[][] onePlaceEach(List<Subscriber> members, List<Place> places) {
        int[][] dealt = new int[members.size()][];
        int[] sharers = new int[places.size()];
        Shares shares = new Shares(members.size(), places.size());
        Map<Place, Integer> indexes = indexed(places);
        for (int i = 0; i < dealt.length; i++) {
            for (int place : placesOf(members.get(i), indexes)) {
                if (dealt[i] == null && shares.takes(sharers[place])) {
                    sharers[place]++;
                    dealt[i] = new int[] {place};
                }
            }
        }
        int next = 0;
        for (int i = 0; i < dealt.length; i++) {
            while (dealt[i] == null) {
                if (shares.takes(sharers[next])) {
                    sharers[next]++;
                    dealt[i] = new int[] {next};
                } else {
                    next++;
                }
            }
        }
        return dealt;
    }

    /** There are more partitions than members: a member may have several. */
    private static int[][] oneMemberEach(List<Subscriber> members, List<Place> places) {
        List<List<Integer>> dealt = new ArrayList<>();
        boolean[] taken = new boolean[places.size()];
        Shares shares = new Shares(places.size(), members.size());
        Map<Place, Integer> indexes = indexed(places);
        for (Subscriber member : members) {
            List<Integer> kept = new ArrayList<>();
            for (int place : placesOf(member, indexes)) {
                if (!taken[place] && shares.takes(kept.size())) {
                    taken[place] = true;
                    kept.add(place);
                }
            }
            dealt.add(kept);
        }
        Queue<Integer> left = new ArrayDeque<>();
        for (int place = 0; place < taken.length; place++) {
            if (!taken[place]) {
                left.add(place);
            }
        }
        for (List<Integer> kept : dealt) {
            while (!left.isEmpty() && shares.takes(kept.size())) {
                kept.add(left.remove());
            }
        }
        return dealt.stream()
                .map(kept -> kept.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private static Map<Place, Integer> indexed(List<Place> places) {
        Map<Place, Integer> indexes = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            indexes.put(places.get(i), i);
        }
        return indexes;
    }

    private static int[] placesOf(Subscriber member, Map<Place, Integer> indexes) {
        int[] found = new int[member.target().size()];
        int[] count = {0};
        member.target().forEach((topicId, partition) -> {
            Integer index = indexes.get(new Place(topicId, partition));
            if (index != null) {
                found[count[0]++] = index;
            }
        });
        return Arrays.copyOf(found, count[0]);
    }

    /** Deals things to takers evenly: so many to each, and one more to some. */
    private static final class Shares {

        private final int each;
        private int more;

        Shares(int things, int takers) {
            each = things / takers;
            more = things % takers;
        }

        /** Whether somebody who has some takes another one. */
        boolean takes(int has) {
            if (has < each) {
                return true;
            }
            if (has == each && more > 0) {
                more--;
                return true;
            }
            return false;
        }
    }
}
