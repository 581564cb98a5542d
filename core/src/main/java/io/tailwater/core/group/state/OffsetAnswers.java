package io.tailwater.core.group.state;

import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.group.record.OffsetValue;
import io.tailwater.core.group.state.GroupOffsets.Committed;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says how far groups have come. Offsets of a topic that is gone are as good as gone, even when a new one has its name.
 * Stateless but for the topics it asks.
 */
final class OffsetAnswers {

    private final KnownTopics topics;

    OffsetAnswers(KnownTopics topics) {
        this.topics = topics;
    }

    /** Whether an offset is one of a topic's, or of an earlier one of the same name. */
    static boolean belongsTo(@Nullable Topic topic, OffsetValue value) {
        return topic != null
                && (value.topicId().equals(TopicPartitions.NO_ID)
                        || value.topicId().equals(topic.id()));
    }

    /** What is asked for; {@code held} is null when there is no such group. */
    List<TopicPartitions<FetchedOffset>> fetch(
            @Nullable HeldGroup held, FetchOffsets.OfGroup request, boolean requireStable) {
        List<TopicPartitions<Integer>> asked = request.topics();
        if (asked == null) {
            return held == null ? List.of() : fetchAll(held, requireStable);
        }
        List<TopicPartitions<FetchedOffset>> answers = new ArrayList<>(asked.size());
        for (TopicPartitions<Integer> of : asked) {
            Topic topic = topics.find(of.topic());
            List<FetchedOffset> partitions = new ArrayList<>(of.partitions().size());
            for (int partition : of.partitions()) {
                Committed committed = held == null ? null : held.offsets().find(of.topic(), partition);
                boolean undecided =
                        requireStable && held != null && held.offsets().isUndecided(of.topic(), partition);
                partitions.add(answer(topic, partition, committed, undecided));
            }
            answers.add(new TopicPartitions<>(of.topic(), of.topicId(), partitions));
        }
        return answers;
    }

    private List<TopicPartitions<FetchedOffset>> fetchAll(HeldGroup held, boolean requireStable) {
        List<TopicPartitions<FetchedOffset>> answers = new ArrayList<>();
        held.offsets().byTopic().forEach((name, offsets) -> {
            Topic topic = topics.find(name);
            List<FetchedOffset> partitions = new ArrayList<>(offsets.size());
            for (Map.Entry<Integer, Committed> offset : offsets.entrySet()) {
                if (belongsTo(topic, offset.getValue().value())) {
                    boolean undecided = requireStable && held.offsets().isUndecided(name, offset.getKey());
                    partitions.add(answer(topic, offset.getKey(), offset.getValue(), undecided));
                }
            }
            if (topic != null && !partitions.isEmpty()) {
                answers.add(new TopicPartitions<>(name, topic.id(), partitions));
            }
        });
        return answers;
    }

    private static FetchedOffset answer(
            @Nullable Topic topic, int partition, @Nullable Committed committed, boolean undecided) {
        if (undecided) {
            return nothing(
                    partition,
                    new BrokerError(
                            ErrorCode.UNSTABLE_OFFSET_COMMIT, "A transaction that may commit an offset is still open"));
        }
        if (committed == null || !belongsTo(topic, committed.value())) {
            return nothing(partition, null);
        }
        OffsetValue value = committed.value();
        return new FetchedOffset(partition, value.offset(), value.leaderEpoch(), value.metadata(), null);
    }

    private static FetchedOffset nothing(int partition, @Nullable BrokerError error) {
        return new FetchedOffset(partition, -1, -1, "", error);
    }
}
