package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.group.record.OffsetValue;
import io.tailwater.core.group.record.RecordKey.OffsetKey;
import io.tailwater.core.topic.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Forgets offsets that nobody needs any more, and groups that have none: offsets of topics that are gone, and those that nobody
 * has used for long (KIP-211). Confined to its coordinator's event loop.
 *
 * <p>It goes through all groups from time to time, in steps that others can get in between.
 */
final class Retention {

    /** Partitions looked at in one step, at which a group that has begun is still finished. */
    private static final int STEP_PARTITIONS = 2_000;

    /** Offsets forgotten in one step, at which a group that has more is left for the next. */
    private static final int STEP_TOMBSTONES = 1_000;

    private static final long PAUSE_MILLIS = 1;

    private final Supplier<GroupsConfig> config;
    private final Deadlines deadlines;
    private final HeldGroups groups;
    private final KnownTopics topics;
    private final Deadline next = new Deadline(this::step);
    private final ArrayDeque<String> left = new ArrayDeque<>();

    Retention(Supplier<GroupsConfig> config, Deadlines deadlines, HeldGroups groups, KnownTopics topics) {
        this.config = config;
        this.deadlines = deadlines;
        this.groups = groups;
        this.topics = topics;
    }

    /** Looks through everything now, from the beginning. */
    void begin(long nowMillis) {
        left.clear();
        deadlines.set(next, nowMillis);
    }

    private void step(CoordinatorOutput output) {
        if (left.isEmpty()) {
            left.addAll(groups.ids());
        }
        int looked = 0;
        int forgotten = 0;
        while (looked < STEP_PARTITIONS && forgotten < STEP_TOMBSTONES && !left.isEmpty()) {
            HeldGroup held = groups.find(left.peek());
            int more = 0;
            if (held != null) {
                List<TopicPartition> partitions = held.offsets().partitions();
                more = forgetOffsets(held, partitions, STEP_TOMBSTONES - forgotten, output);
                looked += partitions.size();
                forgotten += more;
            }
            looked++;
            if (forgotten < STEP_TOMBSTONES) {
                forgetGroup(left.remove(), output);
            }
        }
        deadlines.set(
                next,
                output.nowMillis() + (left.isEmpty() ? config.get().offsetsRetentionCheckMillis() : PAUSE_MILLIS));
    }

    private int forgetOffsets(HeldGroup held, List<TopicPartition> partitions, int limit, CoordinatorOutput output) {
        int forgotten = 0;
        for (TopicPartition key : partitions) {
            if (isOver(held, key, output.nowMillis())) {
                output.append(CoordinatorRecord.tombstone(
                        new OffsetKey(held.group().groupId(), key.topic(), key.partition()).encode()));
                if (++forgotten == limit) {
                    break;
                }
            }
        }
        return forgotten;
    }

    private boolean isOver(HeldGroup held, TopicPartition key, long nowMillis) {
        Topic topic = topics.find(key.topic());
        List<GroupOffsets.Written> written = held.offsets().written(key);
        if (written.stream()
                .noneMatch(
                        each -> OffsetAnswers.belongsTo(topic, each.committed().value()))) {
            return true;
        }
        if (held.group().mayRead(key.topic()) || written.stream().anyMatch(each -> each.producerId() >= 0)) {
            return false;
        }
        OffsetValue value = written.get(0).committed().value();
        long baseMillis = held.group().retentionBaseMillis(value.commitMillis());
        if (baseMillis == Group.NOT_NOW) {
            return false;
        }
        return value.expireMillis() == OffsetValue.NO_EXPIRY
                ? nowMillis - baseMillis >= config.get().offsetsRetentionMillis()
                : nowMillis >= value.expireMillis();
    }

    private void forgetGroup(String groupId, CoordinatorOutput output) {
        HeldGroup held = groups.find(groupId);
        if (held == null || !held.offsets().isEmpty() || held.isNothing()) {
            return;
        }
        if (held.group().isDeserted() && held.group().endsWithItsOffsets()) {
            List<CoordinatorRecord> tombstones = new ArrayList<>();
            held.group().addTombstones(tombstones);
            tombstones.forEach(output::append);
        }
    }
}
