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
        private final boolean readCommitted;
        private long seenBytes;
        private @Nullable Watch previous;
        private @Nullable Watch next;

        private Watch(FetchCommand fetch, Watchers watched, boolean readCommitted) {
            this.fetch = fetch;
            this.watched = watched;
            this.readCommitted = readCommitted;
            this.seenBytes = watched.bytes(readCommitted);
        }

        /** Ends the interest; once. */
        void end() {
            watched.remove(this);
        }
    }

    private long appendedBytes;
    private long stableBytes;
    private Runnable grew = () -> {};
    private @Nullable Watch first;

    /** How much the partition grew since it was opened, for readers of everything or of committed records. */
    long bytes(boolean readCommitted) {
        return readCommitted ? stableBytes : appendedBytes;
    }

    boolean isEmpty() {
        return first == null;
    }

    /**
     * Notes how much the partition has grown; whoever watches hears of it at {@link #tell}.
     *
     * @param newStableBytes how much of it lies before the earliest transaction that is not decided
     */
    void advanced(long newAppendedBytes, long newStableBytes) {
        appendedBytes = newAppendedBytes;
        stableBytes = newStableBytes;
        grew.run();
    }

    /** Calls somebody who sees to it that watchers are told, whenever there is something to tell. */
    void onGrowth(Runnable listener) {
        grew = listener;
    }

    Watch add(FetchCommand fetch, boolean readCommitted) {
        Watch watch = new Watch(fetch, this, readCommitted);
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
            long bytes = bytes(watch.readCommitted);
            long grown = bytes - watch.seenBytes;
            if (grown > 0) {
                watch.seenBytes = bytes;
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
