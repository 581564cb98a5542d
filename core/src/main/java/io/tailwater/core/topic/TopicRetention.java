package io.tailwater.core.topic;

/**
 * How long and how much of a topic's partitions is kept where its clean-up policy deletes.
 *
 * @param millis {@code retention.ms}: a segment goes when its largest timestamp is older; -1 for never
 * @param bytes {@code retention.bytes}: the oldest segments of a partition go while so much stays without them; -1 for all
 * @param segmentJitterMillis {@code segment.jitter.ms}: at most so much is taken off {@code segment.ms}
 * @param fileDeleteDelayMillis {@code file.delete.delay.ms}: files of deleted segments stay on disk for so long
 * @param earlyDeletion {@code disk.budget.delete}, our own: whether the broker's disk budget may delete before that
 */
public record TopicRetention(
        long millis, long bytes, long segmentJitterMillis, long fileDeleteDelayMillis, EarlyDeletion earlyDeletion) {

    /** Whether the disk budget may delete a topic's oldest segments before their time. */
    public enum EarlyDeletion {
        /** Where the topic neither compacts nor keeps its records for ever. The default. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** Whether it keeps everything for ever, which many say by the largest number there is. */
    public boolean isUnlimited() {
        return isNoLimit(millis) && isNoLimit(bytes);
    }

    private static boolean isNoLimit(long value) {
        return value < 0 || value == Long.MAX_VALUE;
    }
}
