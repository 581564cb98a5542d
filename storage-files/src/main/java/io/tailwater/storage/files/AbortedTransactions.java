package io.tailwater.storage.files;

import io.tailwater.spi.AbortedTransaction;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The aborted transactions of one log: the youngest in memory, all that were written out in an index file per segment. The
 * log's writer notes them, any thread looks them up, workers do what touches the disk. Thread-safe.
 *
 * <p>A transaction stands in the file of the segment that held its marker when it was written out; that file goes when no
 * segment of its age is left.
 */
final class AbortedTransactions {

    /** As many are kept in memory, and as many may wait to be written out before a worker does that. */
    static final int KEPT = 512;

    private static final CompletionStage<List<AbortedTransaction>> NONE = CompletableFuture.completedFuture(List.of());

    private final LogDirectory directory;
    private final LogNames names;
    private final LogContents contents;
    private final LogStatus status;
    private final Executor background;

    /** By the base offsets in their names. Guarded by itself, which is taken before this object's lock. */
    private final TreeMap<Long, TransactionIndexFile> files = new TreeMap<>();

    /** Files that a rewrite has replaced and that are still to be deleted. Guarded by {@code files}. */
    private final List<TransactionIndexFile> gone = new ArrayList<>(0);

    // Guarded by this.
    private final ArrayDeque<AbortedTransaction> youngest = new ArrayDeque<>(0);
    private int unwritten;
    private boolean writingOut;

    /** The last marker offset that may be in files only. */
    private long onlyInFilesTo = -1;

    AbortedTransactions(
            LogDirectory directory,
            LogNames names,
            LogContents contents,
            LogStatus status,
            Collection<Long> filesFound,
            Executor background) {
        this.directory = directory;
        this.names = names;
        this.contents = contents;
        this.status = status;
        this.background = background;
        for (long baseOffset : filesFound) {
            files.put(baseOffset, new TransactionIndexFile(directory, baseOffset));
            onlyInFilesTo = Long.MAX_VALUE;
        }
    }

    /** By the log's writer; never waits for a disk. */
    void note(AbortedTransaction transaction) {
        synchronized (this) {
            youngest.add(transaction);
            unwritten++;
            forgetOldest();
            if (unwritten < KEPT || writingOut) {
                return;
            }
            writingOut = true;
        }
        try {
            background.execute(this::writeOutInBackground);
        } catch (RejectedExecutionException e) {
            // The log is being closed.
        }
    }

    private void writeOutInBackground() {
        try {
            status.whileOpen(this::writeOut);
        } catch (IOException | RuntimeException e) {
            // They stay in memory, to be written out later.
        } finally {
            synchronized (this) {
                writingOut = false;
            }
        }
    }

    /** What is written out, and old, need not be in memory. */
    private void forgetOldest() {
        while (youngest.size() > KEPT && youngest.size() > unwritten) {
            onlyInFilesTo = youngest.remove().lastOffset();
        }
    }

    /** Writes and forces what was noted so far, while the log is open; blocking. */
    void writeOut() throws IOException {
        synchronized (files) {
            List<AbortedTransaction> waiting = waitingToBeWritten();
            if (waiting.isEmpty()) {
                return;
            }
            Map<Long, List<AbortedTransaction>> bySegment = new TreeMap<>();
            Segment[] segments = contents.segments();
            for (AbortedTransaction transaction : waiting) {
                if (segments.length > 0 && transaction.lastOffset() >= contents.startOffset()) {
                    long baseOffset = segments[LogContents.floor(segments, transaction.lastOffset())].baseOffset();
                    bySegment
                            .computeIfAbsent(baseOffset, base -> new ArrayList<>())
                            .add(transaction);
                }
            }
            int written = waiting.size()
                    - bySegment.values().stream().mapToInt(List::size).sum(); // those of deleted segments, the oldest
            wrote(written);
            for (Map.Entry<Long, List<AbortedTransaction>> entry : bySegment.entrySet()) {
                append(entry.getKey(), entry.getValue());
                wrote(entry.getValue().size()); // at once: what follows may fail, and this not be written again
            }
        }
    }

    private synchronized void wrote(int count) {
        unwritten -= count;
        forgetOldest();
    }

    private synchronized List<AbortedTransaction> waitingToBeWritten() {
        return unwritten == 0
                ? List.of()
                : youngest.stream().skip(youngest.size() - unwritten).toList();
    }

    private void append(long baseOffset, List<AbortedTransaction> transactions) throws IOException {
        TransactionIndexFile known = files.get(baseOffset);
        if (known != null) {
            known.append(transactions);
            return;
        }
        TransactionIndexFile fresh = new TransactionIndexFile(directory, baseOffset);
        fresh.delete();
        fresh.append(transactions);
        names.noteChange();
        names.force();
        files.put(baseOffset, fresh);
    }

    /** Forgets those whose markers are at or past an offset; blocking. */
    void forget(long fromMarkerOffset) throws IOException {
        synchronized (files) {
            Iterator<TransactionIndexFile> youngestFirst =
                    files.descendingMap().values().iterator();
            long last = -1;
            while (last < 0 && youngestFirst.hasNext()) {
                TransactionIndexFile file = youngestFirst.next();
                last = file.cut(fromMarkerOffset);
                if (last < 0) {
                    youngestFirst.remove();
                }
            }
            synchronized (this) {
                while (!youngest.isEmpty() && youngest.getLast().lastOffset() >= fromMarkerOffset) {
                    youngest.removeLast();
                    unwritten = Math.max(0, unwritten - 1);
                }
                long oldestInMemory = youngest.isEmpty()
                        ? Long.MAX_VALUE
                        : youngest.getFirst().lastOffset();
                onlyInFilesTo = Math.min(last, oldestInMemory - 1);
            }
        }
    }

    /** Deletes files that no reader can need any more; blocking. */
    void deleteFilesBelowStart() throws IOException {
        synchronized (files) {
            Segment[] segments = contents.segments();
            long oldest = segments.length > 0 ? segments[0].baseOffset() : contents.endOffset();
            Iterator<TransactionIndexFile> below =
                    files.headMap(oldest).values().iterator();
            while (below.hasNext()) {
                below.next().delete();
                below.remove();
            }
        }
    }

    /** Whether the marker at an offset is still in the log. */
    interface Kept {

        boolean isKept(long markerOffset) throws IOException;
    }

    /** Puts batches in the place of others. */
    interface Replacing {

        /** @return false when that was not possible, and nothing was changed */
        boolean run() throws IOException;
    }

    /**
     * Forgets those whose markers are in a range and not kept, at the same time as their batches are replaced; blocking. What
     * remains of the range is in one file, complete before the batches are replaced.
     *
     * @return what {@code replacing} did
     */
    boolean rewrite(long from, long to, Kept kept, Replacing replacing) throws IOException {
        synchronized (files) {
            writeOut();
            List<AbortedTransaction> remaining = new ArrayList<>();
            for (TransactionIndexFile file : files.subMap(from, to).values()) {
                file.collect(from, Long.MAX_VALUE, remaining);
            }
            List<AbortedTransaction> forgotten = new ArrayList<>();
            for (AbortedTransaction transaction : remaining) {
                if (!kept.isKept(transaction.lastOffset())) {
                    forgotten.add(transaction);
                }
            }
            remaining.removeAll(forgotten);
            TransactionIndexFile merged = null;
            if (!remaining.isEmpty() || files.containsKey(from)) {
                merged = new TransactionIndexFile(directory, from, directory.abortedCleanedPath(from));
                merged.delete();
                merged.append(remaining);
                merged.rename(directory.abortedSwapPath(from));
                names.noteChange();
                names.force();
            }
            if (!replacing.run()) {
                if (merged != null) {
                    merged.delete();
                }
                return false;
            }
            replacedInRange(from, to, merged);
            synchronized (this) {
                youngest.removeAll(forgotten);
            }
            return true;
        }
    }

    private void replacedInRange(long from, long to, @Nullable TransactionIndexFile merged) {
        gone.addAll(files.subMap(from, to).values());
        files.subMap(from, to).clear();
        if (merged != null) {
            files.put(from, merged);
        }
    }

    /** Deletes the files of a range that was rewritten, and gives its new one its name; blocking. The names are not forced. */
    void finishRewrite(long from) throws IOException {
        synchronized (files) {
            for (TransactionIndexFile file : gone) {
                file.delete();
            }
            gone.clear();
            TransactionIndexFile merged = files.get(from);
            if (merged != null) {
                merged.rename(directory.abortedPath(from));
            }
        }
    }

    /** Those that overlap a range, in the order of their markers. */
    CompletionStage<List<AbortedTransaction>> find(long from, long to) {
        synchronized (this) {
            if (onlyInFilesTo < from) {
                return youngest.isEmpty() ? NONE : CompletableFuture.completedFuture(inMemory(from, to));
            }
        }
        CompletableFuture<List<AbortedTransaction>> found = new CompletableFuture<>();
        try {
            background.execute(() -> {
                try {
                    found.complete(everywhere(from, to));
                } catch (IOException | RuntimeException e) {
                    found.completeExceptionally(
                            DiskErrors.describe("looking up aborted transactions of log " + status.id(), e));
                }
            });
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(status.closedException());
        }
        return found;
    }

    private synchronized List<AbortedTransaction> inMemory(long from, long to) {
        return youngest.stream()
                .filter(transaction -> transaction.overlaps(from, to))
                .toList();
    }

    private List<AbortedTransaction> everywhere(long from, long to) throws IOException {
        List<AbortedTransaction> found = new ArrayList<>();
        synchronized (files) {
            Long first = files.floorKey(from);
            boolean more = true;
            Iterator<TransactionIndexFile> inOrder =
                    files.tailMap(first == null ? 0 : first).values().iterator();
            while (more && inOrder.hasNext()) {
                more = inOrder.next().collect(from, to, found);
            }
            if (more) {
                found.addAll(waitingToBeWritten().stream()
                        .filter(transaction -> transaction.overlaps(from, to))
                        .toList());
            }
        }
        return found;
    }
}
