package io.tailwater.core.compaction;

import io.tailwater.core.topic.TopicCompaction;
import io.tailwater.spi.LogId;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds out which logs are due. Owned by the compacting thread; blocking. */
final class LogSurvey {

    /** A log to be compacted, with what was found out about it. */
    record Due(CompactableLog target, CompactionPoint point, Cleanable cleanable) {}

    /**
     * What there is to do.
     *
     * @param due logs to be compacted, the most urgent first
     * @param toRoll logs of which something in the segment that is being written must not wait any longer
     */
    record Found(List<Due> due, List<LogId> toRoll) {}

    private static final Comparator<Due> MOST_URGENT_FIRST = Comparator.comparing(
                    (Due due) -> !due.cleanable().overdue())
            .thenComparing(
                    Comparator.comparingDouble((Due due) -> due.cleanable().dirtyRatio())
                            .reversed());

    private final CompactionReports reports;

    LogSurvey(CompactionReports reports) {
        this.reports = reports;
    }

    Found of(List<CompactableLog> logs, long nowMillis) {
        List<Due> due = new ArrayList<>();
        List<LogId> toRoll = new ArrayList<>();
        reports.retain(CompactionRounds.ids(logs));
        for (CompactableLog target : logs) {
            LogId id = target.log().id();
            if (reports.isWaiting(id, nowMillis)) {
                continue;
            }
            try {
                if (isActiveOverdue(target, nowMillis)) {
                    toRoll.add(id);
                }
                CompactionPoint point = CompactionPoint.read(target.log());
                Cleanable cleanable = Cleanable.of(target, point, nowMillis);
                if (cleanable.due()) {
                    due.add(new Due(target, point, cleanable));
                }
            } catch (StorageException e) {
                reports.failed(id, e, nowMillis);
            }
        }
        due.sort(MOST_URGENT_FIRST);
        return new Found(due, toRoll);
    }

    private static boolean isActiveOverdue(CompactableLog target, long nowMillis) {
        TopicCompaction rules = target.config().compaction();
        if (rules.maxLagMillis() == Long.MAX_VALUE) {
            return false;
        }
        List<SegmentInfo> segments = target.log().segments();
        SegmentInfo last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        return last != null && last.active() && last.sizeBytes() > 0 && Cleanable.isOld(last, rules, nowMillis);
    }
}
