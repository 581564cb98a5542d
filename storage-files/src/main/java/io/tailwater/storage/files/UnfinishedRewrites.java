package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes over what a crash left complete and not yet in its place; see {@link SegmentRewriting} for the order of things. Owned
 * by the worker that opens the log; blocking. Whatever interrupts it, the next attempt finds the same or what is left of it.
 */
final class UnfinishedRewrites {

    private final LogDirectory directory;
    private final FileLayer files;
    private final List<String> findings;

    /** @param findings gets a sentence for each */
    UnfinishedRewrites(LogDirectory directory, List<String> findings) {
        this.directory = directory;
        this.files = directory.files();
        this.findings = findings;
    }

    /**
     * Takes over what there is.
     *
     * @param entries the log's directory has these
     * @return whether it has others now
     */
    boolean finish(List<Path> entries) throws IOException {
        boolean found = false;
        for (Path entry : entries) {
            OptionalLong baseOffset = LogDirectory.swapBaseOffset(entry);
            if (baseOffset.isPresent()) {
                finish(entry, baseOffset.getAsLong(), entries);
                found = true;
            }
        }
        return found;
    }

    private void finish(Path swap, long baseOffset, List<Path> entries) throws IOException {
        long endOffset = endOffset(swap, baseOffset);
        if (endOffset == baseOffset) {
            return; // nothing that could replace anything; it goes with the leftovers
        }
        for (Path entry : entries) {
            long base = LogDirectory.baseOffset(entry).orElse(-1);
            if (base >= baseOffset && base < endOffset) {
                Segment.found(directory, base, 0, 0).delete();
            }
            long abortedBase = LogDirectory.abortedBaseOffset(entry).orElse(-1);
            if (abortedBase > baseOffset && abortedBase < endOffset) {
                files.delete(entry);
            }
        }
        Path aborted = directory.abortedSwapPath(baseOffset);
        if (files.exists(aborted)) {
            files.rename(aborted, directory.abortedPath(baseOffset));
        }
        directory.force();
        files.rename(swap, directory.logPath(baseOffset));
        directory.force();
        findings.add(directory.logPath(baseOffset) + ": took the place of segments up to offset " + endOffset
                + ", as compaction had begun");
    }

    private long endOffset(Path swap, long baseOffset) throws IOException {
        long endOffset = baseOffset;
        try (LogFile file = files.open(swap)) {
            BatchWalk walk = BatchWalk.over(file.channel(), 0, (int) Math.min(Integer.MAX_VALUE, file.size()));
            while (walk.next()) {
                endOffset = walk.lastOffset() + 1;
            }
        }
        return endOffset;
    }
}
