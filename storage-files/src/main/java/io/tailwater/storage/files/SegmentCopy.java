package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Shortens segment files without touching bytes that somebody else may hold on to. Stateless; every method blocks. */
final class SegmentCopy {

    private static final int STEP_BYTES = 1 << 20;

    private SegmentCopy() {}

    /**
     * Cuts a file that nobody reads. One with other hard links (a backup, most likely) is replaced by a shorter copy.
     *
     * @param force whether the cut must be on disk when this returns, for bytes that must never come back
     */
    static void shorten(FileLayer files, Path path, int bytes, boolean force) throws IOException {
        if (files.links(path) != 1) {
            replaceByPrefix(files, path, bytes);
            return;
        }
        try (LogFile file = files.open(path)) {
            file.truncate(bytes);
            if (force) {
                file.force();
            }
        }
    }

    /** Replaces a file by a forced copy of its first bytes. Those who have it open go on seeing the old one. */
    static void replaceByPrefix(FileLayer files, Path path, int bytes) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + FileContents.TEMPORARY);
        try (LogFile source = files.open(path);
                LogFile target = files.openOrCreate(temporary)) {
            target.truncate(0);
            ByteBuffer step = ByteBuffer.allocate(STEP_BYTES);
            for (int at = 0; at < bytes; at += step.limit()) {
                step.clear().limit(Math.min(STEP_BYTES, bytes - at));
                fill(source, step, at, path);
                target.write(step.flip(), at);
            }
            target.force();
        }
        files.rename(temporary, path);
    }

    /** The base offset of the batch a file begins with; -1 when it does not begin with one. */
    static long firstOffset(FileLayer files, Path path, int fileBytes) throws IOException {
        try (LogFile file = files.open(path)) {
            BatchWalk walk = BatchWalk.over(file.channel(), 0, fileBytes);
            return walk.next() ? walk.baseOffset() : -1;
        }
    }

    private static void fill(LogFile source, ByteBuffer step, int from, Path path) throws IOException {
        while (step.hasRemaining()) {
            if (source.channel().read(step, from + (long) step.position()) < 0) {
                throw new EOFException(path + " ends before byte " + (from + step.limit()));
            }
        }
    }
}
