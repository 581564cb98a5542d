package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.CommitOffsets.Transaction;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.Done;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What committed offsets have to be: every commit has a number of its own, and they rise, so an offset below the last one that was
 * acknowledged was lost or went back. Used by one thread.
 */
final class CommitModel {

    private record Place(String groupId, int partition) {}

    private record Sent(Place place, long offset, Answer<List<TopicPartitions<PartitionAnswer>>> answer) {}

    private static final class Open {
        final short epoch;
        final List<Sent> commits = new ArrayList<>();

        Open(short epoch) {
            this.epoch = epoch;
        }
    }

    private final GroupsUnderTest groups;
    private final Map<Place, Long> acknowledged = new HashMap<>();
    private final Set<Long> aborted = new HashSet<>();
    private final List<Sent> unanswered = new ArrayList<>();
    private final Map<Long, Open> transactions = new HashMap<>();
    private long lastOffset;

    CommitModel(GroupsUnderTest groups) {
        this.groups = groups;
    }

    void commit(String groupId, MemberClaim member, int partition) {
        unanswered.add(send(groupId, member, null, partition));
    }

    private Sent send(String groupId, MemberClaim member, Transaction transaction, int partition) {
        long offset = ++lastOffset;
        return new Sent(
                new Place(groupId, partition),
                offset,
                groups.commit(groupId, member, transaction, "t", partition, offset));
    }

    void commitInTransaction(long producerId, String groupId, int partition) {
        Open open = transactions.computeIfAbsent(producerId, id -> new Open((short) 0));
        Transaction transaction = new Transaction("tx", producerId, open.epoch);
        open.commits.add(send(groupId, MemberClaim.NONE, transaction, partition));
    }

    /** Ends a transaction; as the coordinator of transactions would, again and again until it is on disk. */
    void endTransaction(long producerId, boolean committed) {
        Open open = transactions.getOrDefault(producerId, new Open((short) 0));
        groups.coordinator().flush();
        Answer<Done> answer = groups.endTransaction(producerId, open.epoch, committed);
        groups.coordinator().flush();
        assertThat(answer.isRefused()).isFalse();
        transactions.put(producerId, new Open((short) (open.epoch + 1)));
        for (Sent sent : open.commits) {
            if (isAcknowledged(sent) && committed) {
                acknowledged.merge(sent.place, sent.offset, Math::max);
            } else if (!committed) {
                aborted.add(sent.offset);
            }
        }
    }

    private static boolean isAcknowledged(Sent sent) {
        return sent.answer.isGiven()
                && !sent.answer.isRefused()
                && sent.answer.value().get(0).partitions().get(0).error() == null;
    }

    void forgetGroup(String groupId) {
        acknowledged.keySet().removeIf(place -> place.groupId.equals(groupId));
        unanswered.removeIf(sent -> sent.place.groupId.equals(groupId));
        transactions.values().forEach(open -> open.commits.removeIf(sent -> sent.place.groupId.equals(groupId)));
    }

    void forgetTopic() {
        acknowledged.clear();
        unanswered.clear();
        transactions.values().forEach(open -> open.commits.clear());
    }

    void check() {
        for (Sent sent : List.copyOf(unanswered)) {
            if (sent.answer.isGiven()) {
                unanswered.remove(sent);
                if (isAcknowledged(sent)) {
                    acknowledged.merge(sent.place, sent.offset, Math::max);
                }
            }
        }
        acknowledged.forEach((place, offset) -> {
            long told = groups.offset(place.groupId, "t", place.partition);
            assertThat(told).as("what is committed for %s", place).isBetween(offset, lastOffset);
            assertThat(aborted).as("what was aborted").doesNotContain(told);
        });
    }
}
