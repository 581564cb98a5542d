package io.tailwater.core.retention;

import io.tailwater.spi.SegmentInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Which segments go first when the disk is too full: the oldest of all logs that allow it, by their largest timestamps, each
 * log's in its order. Segments that are being written stay. Stateless.
 */
final class EarlyDeletion {

    /** What one log gives. */
    record Choice(ObservedLog log, Verdict verdict) {}

    /** How far one log is chosen. */
    private static final class Cursor {

        private final ObservedLog log;
        private final long[] newestMillis;
        private int chosen;
        private long bytes;

        private Cursor(ObservedLog log) {
            this.log = log;
            this.newestMillis = SegmentAges.newestMillis(log.segments());
        }

        private boolean hasMore() {
            return chosen < newestMillis.length
                    && !next().active()
                    && next().endOffset() <= log.log().deletableEnd();
        }

        private SegmentInfo next() {
            return log.segments().get(chosen);
        }

        private long nextMillis() {
            return newestMillis[chosen];
        }

        private long take() {
            long size = next().sizeBytes();
            bytes += size;
            chosen++;
            return size;
        }

        private Choice choice() {
            return new Choice(log, new Verdict(log.segments().get(chosen - 1).endOffset(), chosen, bytes, false));
        }
    }

    private EarlyDeletion() {}

    /**
     * Chooses until enough is chosen, or nothing is left that may go.
     *
     * @param logs of which those without leave are passed over
     * @param wantedBytes how many bytes are to be given back
     */
    static List<Choice> choose(List<ObservedLog> logs, long wantedBytes) {
        List<Cursor> cursors = logs.stream()
                .filter(log -> log.log().isBudgeted())
                .map(Cursor::new)
                .toList();
        PriorityQueue<Cursor> oldest = new PriorityQueue<>(Comparator.comparingLong(Cursor::nextMillis));
        cursors.stream().filter(Cursor::hasMore).forEach(oldest::add);
        long bytes = 0;
        while (bytes < wantedBytes && !oldest.isEmpty()) {
            Cursor cursor = oldest.remove();
            bytes += cursor.take();
            if (cursor.hasMore()) {
                oldest.add(cursor);
            }
        }
        List<Choice> choices = new ArrayList<>();
        cursors.stream().filter(cursor -> cursor.chosen > 0).forEach(cursor -> choices.add(cursor.choice()));
        return choices;
    }
}
