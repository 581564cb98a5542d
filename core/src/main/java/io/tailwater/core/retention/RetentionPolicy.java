package io.tailwater.core.retention;

import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicRetention;
import io.tailwater.spi.SegmentInfo;
import java.util.List;

/**
 * Which segments of a log are not to be kept, by Kafka's rules: from the oldest on, those whose largest timestamp is past
 * {@code retention.ms}, and those without which {@code retention.bytes} are still there. Stateless.
 *
 * <p>What is written to seldom also expires in time: the segment being written is closed when its first batch has been there
 * for {@code segment.ms}, or for an eighth of {@code retention.ms} where that is shorter, whether anything is appended or
 * not. So a record outlives {@code retention.ms} by an eighth at most, and a partition needs few more than eight segments.
 */
final class RetentionPolicy {

    /** A segment spans this part of the retention at most. */
    private static final int SEGMENTS_PER_RETENTION = 8;

    private RetentionPolicy() {}

    /**
     * @param segments the log's, oldest first
     * @param writtenSinceMillis since when the last segment is known to be written, by the broker's clock; producers'
     *     timestamps may be much older, and are not to close a segment again and again
     * @param nowMillis the broker's clock
     */
    static Verdict judge(RetainedLog log, List<SegmentInfo> segments, long writtenSinceMillis, long nowMillis) {
        int going = log.config().deletesOld() ? countGoing(log, segments, nowMillis) : 0;
        long bytes = 0;
        for (SegmentInfo segment : segments.subList(0, going)) {
            bytes += segment.sizeBytes();
        }
        boolean roll = going < segments.size()
                && isToBeClosed(log, segments.get(segments.size() - 1), writtenSinceMillis, nowMillis);
        return new Verdict(going == 0 ? 0 : segments.get(going - 1).endOffset(), going, bytes, roll);
    }

    private static int countGoing(RetainedLog log, List<SegmentInfo> segments, long nowMillis) {
        TopicRetention retention = log.config().retention();
        long[] newest = SegmentAges.newestMillis(segments);
        long excess = excess(segments, retention);
        int going = 0;
        for (SegmentInfo segment : segments) {
            boolean expired =
                    retention.millis() >= 0 && newest[going] >= 0 && nowMillis - newest[going] > retention.millis();
            boolean tooMuch = excess >= segment.sizeBytes();
            if (segment.sizeBytes() == 0 || segment.endOffset() > log.deletableEnd() || !(expired || tooMuch)) {
                break;
            }
            excess -= segment.sizeBytes();
            going++;
        }
        return going;
    }

    /** How many bytes there are beyond those to be kept, negative when there are not so many. */
    private static long excess(List<SegmentInfo> segments, TopicRetention retention) {
        if (retention.bytes() < 0) {
            return -1;
        }
        long sum = 0;
        for (SegmentInfo segment : segments) {
            sum += segment.sizeBytes();
        }
        return sum - retention.bytes();
    }

    private static boolean isToBeClosed(RetainedLog log, SegmentInfo last, long writtenSinceMillis, long nowMillis) {
        if (!last.active() || last.sizeBytes() == 0) {
            return false;
        }
        long since = Math.max(last.firstTimestampMillis(), writtenSinceMillis);
        return since >= 0 && since <= nowMillis && nowMillis - since > longestMillis(log);
    }

    private static long longestMillis(RetainedLog log) {
        TopicConfig config = log.config();
        long retentionMillis = config.retention().millis();
        return config.deletesOld() && retentionMillis >= 0
                ? Math.min(log.segmentMillis(), retentionMillis / SEGMENTS_PER_RETENTION)
                : log.segmentMillis();
    }
}
