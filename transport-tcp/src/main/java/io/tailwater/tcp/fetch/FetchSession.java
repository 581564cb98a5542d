package io.tailwater.tcp.fetch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;

/** The partitions of one incremental fetch session, in the order in which they are given room. Guarded by {@link FetchSessions}. */
final class FetchSession {

    private final int id;
    private final boolean byTopicId;
    private final long createdMillis;
    private final Map<PartitionName, FetchedPartition> partitions = new LinkedHashMap<>();
    private int epoch = 1;
    private long usedMillis;

    FetchSession(int id, boolean byTopicId, List<FetchedPartition> first, long nowMillis) {
        this.id = id;
        this.byTopicId = byTopicId;
        this.createdMillis = nowMillis;
        this.usedMillis = nowMillis;
        for (FetchedPartition partition : first) {
            partitions.put(partition.name(), partition);
        }
    }

    int id() {
        return id;
    }

    /** The epoch its next request must have. */
    int epoch() {
        return epoch;
    }

    boolean byTopicId() {
        return byTopicId;
    }

    long createdMillis() {
        return createdMillis;
    }

    long usedMillis() {
        return usedMillis;
    }

    int size() {
        return partitions.size();
    }

    List<FetchedPartition> partitions() {
        return List.copyOf(partitions.values());
    }

    void update(FetchRequestData request, long nowMillis) {
        usedMillis = nowMillis;
        epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition wanted : topic.partitions()) {
                FetchedPartition newcomer = FetchedPartition.of(topic, wanted);
                FetchedPartition known = partitions.putIfAbsent(newcomer.name(), newcomer);
                if (known != null) {
                    known.want(wanted);
                }
            }
        }
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                partitions.remove(new PartitionName(topic.topic(), topic.topicId(), partition));
            }
        }
    }

    /** Gives the others room first next time: this one has just had some. */
    void moveToEnd(FetchedPartition partition) {
        if (partitions.remove(partition.name(), partition)) {
            partitions.put(partition.name(), partition);
        }
    }
}
