package io.tailwater.core.coordinator;

import io.tailwater.core.config.CoordinatorsConfig;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a coordinator's log short: writes what lives anew at its end, some with every append, and has what lies before deleted
 * when all of that is on disk. A crash in between leaves a log with things in it twice, which replays to the same state.
 * Confined to the coordinator's event loop.
 */
final class SelfCompaction {

    private static final Logger LOG = LoggerFactory.getLogger(SelfCompaction.class);

    /** Of live records in one append at most: what a disk writes in no more time than a force takes. */
    private static final long LARGEST_PORTION_BYTES = 256 << 10;

    private final String name;
    private final CoordinatorsConfig config;
    private @Nullable Iterator<List<CoordinatorRecord>> live;
    private boolean complete;
    private boolean deleting;
    private long logBytes;
    private long lastLiveBytes;
    private long startOffset;
    private long liveBytes;
    private long bytesSinceStart;

    SelfCompaction(String name, CoordinatorsConfig config) {
        this.name = name;
        this.config = config;
    }

    /** A log was loaded; how much of it lives is not known before it was written anew once. */
    void loaded(long sizeBytes) {
        live = null;
        deleting = false;
        logBytes = sizeBytes;
        lastLiveBytes = 0;
    }

    /** Whether there is something to {@link #contribute}. */
    boolean isDue() {
        boolean large =
                logBytes > config.compactAboveBytes() && logBytes > config.compactAboveMultiple() * lastLiveBytes;
        return live != null || (large && !deleting);
    }

    /** Adds some live records to what is appended next. */
    void contribute(CoordinatorState state, Outbox outbox, long nowMillis) {
        if (!isDue()) {
            return;
        }
        try {
            if (live == null) {
                live = state.liveRecords();
                complete = false;
                startOffset = outbox.nextOffset();
                liveBytes = 0;
                bytesSinceStart = 0;
            }
            addPortion(live, outbox, nowMillis);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("partition", name)
                    .setCause(e)
                    .log("The live records cannot be told; the log grows");
            giveUp();
        }
    }

    private void addPortion(Iterator<List<CoordinatorRecord>> elements, Outbox outbox, long nowMillis) {
        long portionBytes = Math.min(LARGEST_PORTION_BYTES, config.compactAboveBytes() / 4);
        long addedBytes = 0;
        while (addedBytes <= portionBytes) {
            // Asked just before the element is taken: an iterator may make it then, and it is not to be old when it is
            // written.
            if (!elements.hasNext()) {
                complete = true;
                break;
            }
            boolean starts = true;
            for (CoordinatorRecord record : elements.next()) {
                addedBytes += outbox.add(record, null, nowMillis, starts).sizeInBytes();
                starts = false;
            }
        }
        liveBytes += addedBytes;
    }

    /**
     * An append, with what was contributed to it, is on disk.
     *
     * @return the offset below which everything can be deleted now, or -1
     */
    long landed(int sizeBytes) {
        logBytes += sizeBytes;
        bytesSinceStart += sizeBytes;
        if (live == null || !complete) {
            return -1;
        }
        live = null;
        deleting = true;
        return startOffset;
    }

    /** What lay before was deleted. */
    void deleted() {
        LOG.atInfo()
                .addKeyValue("partition", name)
                .addKeyValue("offset", startOffset)
                .log(
                        "Wrote {} live bytes anew; the log has {} bytes instead of {}",
                        liveBytes,
                        bytesSinceStart,
                        logBytes);
        deleting = false;
        logBytes = bytesSinceStart;
        lastLiveBytes = liveBytes;
    }

    /** It did not work this time: the next attempt is made when the log is that much larger. */
    void giveUp() {
        live = null;
        deleting = false;
        lastLiveBytes = logBytes;
    }
}
