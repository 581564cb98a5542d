package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes out of a log's files what is damaged, and makes its indexes anew. What is taken out is kept beside it. The storage's
 * lock is to be held; owned by one thread; blocking.
 */
public final class LogRepair {

    private static final int STEP_BYTES = 1 << 20;

    private final FileLayer files;
    private final StoredLog log;
    private final int indexIntervalBytes;
    private final List<String> done = new ArrayList<>();

    /** @param indexIntervalBytes for indexes that are made anew, Kafka's {@code index.interval.bytes} */
    public LogRepair(FileLayer files, StoredLog log, int indexIntervalBytes) {
        this.files = files;
        this.log = log;
        this.indexIntervalBytes = indexIntervalBytes;
    }

    /** What {@link #apply} would do, in sentences; empty when there is nothing it can do. */
    public static List<String> plan(List<Finding> findings) {
        List<String> plan = new ArrayList<>();
        for (Finding finding : findings) {
            switch (finding.kind()) {
                case DAMAGED, TORN ->
                    plan.add("take " + (finding.endPosition() - finding.position()) + " bytes at position "
                            + finding.position() + " out of " + finding.file() + ", and keep them in "
                            + kept(finding).getFileName());
                case INDEX -> plan.add("make " + finding.file() + " anew");
                case ABORTED ->
                    plan.add("cut " + finding.file() + " at position " + finding.position() + ", and keep it as "
                            + kept(finding).getFileName());
                default -> {
                    // Nothing that a repair could do.
                }
            }
        }
        return plan;
    }

    /**
     * Repairs what was found.
     *
     * @return what was done, in sentences
     */
    public List<String> apply(List<Finding> findings) throws IOException {
        Map<Path, List<Finding>> damaged = new TreeMap<>();
        for (Finding finding : findings) {
            if (finding.kind() == Finding.Kind.DAMAGED || finding.kind() == Finding.Kind.TORN) {
                damaged.computeIfAbsent(finding.file(), file -> new ArrayList<>())
                        .add(finding);
            } else if (finding.kind() == Finding.Kind.ABORTED) {
                cutAborted(finding);
            }
        }
        for (Map.Entry<Path, List<Finding>> file : damaged.entrySet()) {
            takeOut(file.getKey(), file.getValue());
            rebuildIndexes(file.getKey());
        }
        for (Finding finding : findings) {
            if (finding.kind() == Finding.Kind.INDEX) {
                Path logFile = StoredLog.beside(finding.file(), "log");
                if (!damaged.containsKey(logFile)) {
                    rebuildIndexes(logFile);
                }
            }
        }
        if (!damaged.isEmpty()) {
            // The next start looks at the end again, and its leader epoch rises: consumers see that offsets may be new.
            files.delete(log.root().resolve(StorageRoot.CLEAN));
            files.forceDirectory(log.root());
        }
        files.forceDirectory(log.directory());
        return done;
    }

    /** Makes the indexes of all segments anew. */
    public List<String> rebuildAllIndexes() throws IOException {
        for (Path logFile : log.segments().values()) {
            rebuildIndexes(logFile);
        }
        files.forceDirectory(log.directory());
        return done;
    }

    /** The good bytes go to a new file, which then takes the name: others that have the old one keep it. */
    private void takeOut(Path file, List<Finding> damaged) throws IOException {
        damaged.sort(Comparator.comparingLong(Finding::position));
        Path temporary = file.resolveSibling(file.getFileName() + FileContents.TEMPORARY);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                LogFile target = files.openOrCreate(temporary)) {
            target.truncate(0);
            long from = 0;
            long to = 0;
            for (Finding finding : damaged) {
                to += copy(source, from, finding.position(), target, to);
                try (LogFile keeping = files.openOrCreate(kept(finding))) {
                    keeping.truncate(0);
                    copy(source, finding.position(), finding.endPosition(), keeping, 0);
                    keeping.force();
                }
                from = finding.endPosition();
                done.add("took " + (finding.endPosition() - finding.position()) + " bytes at position "
                        + finding.position() + " out of " + file + "; they are in "
                        + kept(finding).getFileName());
            }
            copy(source, from, source.size(), target, to);
            files.setLastModifiedMillis(temporary, files.lastModifiedMillis(file));
            target.force();
        }
        files.forceDirectory(log.directory()); // what is kept, before it goes
        files.rename(temporary, file);
    }

    private static long copy(FileChannel source, long from, long to, LogFile target, long at) throws IOException {
        ByteBuffer step = ByteBuffer.allocate(STEP_BYTES);
        long done = 0;
        while (from + done < to) {
            step.clear().limit((int) Math.min(STEP_BYTES, to - from - done));
            if (source.read(step, from + done) < 0) {
                break;
            }
            int read = step.position();
            target.write(step.flip(), at + done);
            done += read;
        }
        return done;
    }

    private void cutAborted(Finding finding) throws IOException {
        Path file = finding.file();
        Path kept = kept(finding);
        files.delete(kept);
        files.rename(file, kept);
        byte[] good = new byte[(int) finding.position()];
        System.arraycopy(Files.readAllBytes(kept), 0, good, 0, good.length);
        if (good.length > 0) {
            FileContents.replace(files, file, good);
        }
        done.add("cut " + file + " at position " + finding.position() + "; as it was it is in " + kept.getFileName());
    }

    private void rebuildIndexes(Path logFile) throws IOException {
        long baseOffset =
                LogDirectory.baseOffset(logFile).orElseThrow(() -> new NoSuchFileException(logFile.toString()));
        LogDirectory directory = new LogDirectory(log.directory(), new OpenFiles(files, 16));
        Segment segment =
                Segment.found(directory, baseOffset, Math.toIntExact(Files.size(logFile)), indexIntervalBytes);
        segment.rebuildIndex();
        segment.index().complete();
        segment.index().force();
        segment.retire();
        done.add("made the indexes of " + logFile + " anew");
    }

    private static Path kept(Finding finding) {
        String name = String.valueOf(finding.file().getFileName());
        return finding.file()
                .resolveSibling(
                        finding.kind() == Finding.Kind.ABORTED
                                ? name + ".removed"
                                : name + ".removed-" + finding.position());
    }
}
