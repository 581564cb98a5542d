package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Bounds how many files are open: past the limit it closes those not used for longest that nobody leases (second-chance
 * order). Thread-safe. The bound is exceeded while more files are leased than it allows.
 */
final class OpenFiles {

    private final FileLayer files;
    private final DirectoryForces directories;
    private final int limit;
    private final LinkedHashSet<SegmentFile> open = new LinkedHashSet<>();

    OpenFiles(FileLayer files, int limit) {
        this.files = files;
        this.directories = new DirectoryForces(files);
        this.limit = limit;
    }

    FileLayer files() {
        return files;
    }

    /** What forces the names of the files. */
    DirectoryForces directories() {
        return directories;
    }

    synchronized int count() {
        return open.size();
    }

    /** Called without the file's lock, since evicting takes those of others. */
    void opened(SegmentFile file) {
        for (SegmentFile victim : admit(file)) {
            victim.evict();
        }
    }

    /** Called without the file's lock; it may be open again by now. */
    synchronized void closed(SegmentFile file) {
        if (!file.isOpen()) {
            open.remove(file);
        }
    }

    private synchronized List<SegmentFile> admit(SegmentFile file) {
        open.add(file);
        int surplus = open.size() - limit;
        if (surplus <= 0) {
            return List.of();
        }
        List<SegmentFile> victims = new ArrayList<>();
        for (int looked = 0, most = 2 * open.size(); victims.size() < surplus && looked < most; looked++) {
            Iterator<SegmentFile> oldest = open.iterator();
            SegmentFile candidate = oldest.next();
            oldest.remove();
            open.add(candidate);
            if (candidate != file && !candidate.wasUsed()) {
                victims.add(candidate);
            }
        }
        return victims;
    }
}
