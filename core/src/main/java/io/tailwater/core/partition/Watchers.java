package io.tailwater.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * The fetches that wait for one partition to grow. Owned by the partition's shard.
 *
 * <p>A doubly linked list: a fetch that is done leaves all its partitions at once, each in constant time, and 50 consumers at
 * the end of one partition cost an append 50 additions.
 */
final class Watchers {

    /** One fetch's interest in one partition. Owned by the shard. */
    static final class Watch {

        private final FetchCommand fetch;
        private final Watchers watched;
        private long seenBytes;
        private @Nullable Watch previous;
        private @Nullable Watch next;

        private Watch(FetchCommand fetch, Watchers watched) {
            this.fetch = fetch;
            this.watched = watched;
            this.seenBytes = watched.appendedBytes;
        }

        /** Ends the interest; once. */
        void end() {
            watched.remove(this);
        }
    }

    private long appendedBytes;
    private @Nullable Watch first;

    /** How much the partition grew since it was opened. */
    long appendedBytes() {
        return appendedBytes;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** Notes that the partition grew; whoever watches hears of it at {@link #tell}. */
    void advanced(int bytes) {
        appendedBytes += bytes;
    }

    Watch add(FetchCommand fetch) {
        Watch watch = new Watch(fetch, this);
        Watch second = first;
        watch.next = second;
        if (second != null) {
            second.previous = watch;
        }
        first = watch;
        return watch;
    }

    private void remove(Watch watch) {
        Watch before = watch.previous;
        Watch after = watch.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
    }

    /** Tells every watching fetch how much came since it last heard; one that has enough leaves the list while told. */
    void tell() {
        Watch watch = first;
        while (watch != null) {
            Watch following = watch.next;
            long grown = appendedBytes - watch.seenBytes;
            if (grown > 0) {
                watch.seenBytes = appendedBytes;
                watch.fetch.grown(grown);
            }
            watch = following;
        }
    }

    /** Makes every watching fetch answer with what there is. */
    void dismiss() {
        for (Watch watch = first; watch != null; watch = first) {
            watch.fetch.answerNow();
        }
    }
}
