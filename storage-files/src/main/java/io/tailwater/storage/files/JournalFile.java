package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** The file of a {@link CommitJournal}, as a whole. Immutable; every method blocks. */
record JournalFile(FileLayer files, Path path) {

    private static final int ZEROS = 64 << 10;

    /** Where a damaged one goes, since more may be found in it than was given back to logs. */
    static Path keptAs(Path path) {
        return path.resolveSibling(path.getFileName() + ".damaged");
    }

    LogFile open() throws IOException {
        return files.open(path);
    }

    /**
     * Sees to it that it is there, without size.
     *
     * @param keep whether what is in it is put elsewhere
     */
    void empty(boolean keep) throws IOException {
        if (keep) {
            moveAway();
        }
        try (LogFile emptied = files.openOrCreate(path)) {
            emptied.truncate(0);
            emptied.force();
        }
        if (keep) {
            files.forceDirectory(Objects.requireNonNull(path.getParent()));
        }
    }

    /** Writes zeros, so that forcing what is written over them changes no size and allocates nothing; forces them. */
    static void fill(LogFile file, int bytes, BooleanSupplier wanted) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, bytes));
        for (int at = 0; at < bytes && wanted.getAsBoolean(); at += zeros.limit()) {
            file.write(zeros.clear().limit(Math.min(zeros.capacity(), bytes - at)), at);
        }
        file.force();
    }

    /**
     * Sees to it that it is not there.
     *
     * @param keep whether what is in it is put elsewhere
     */
    void remove(boolean keep) throws IOException {
        if (keep) {
            moveAway();
        } else {
            files.delete(path);
        }
    }

    private void moveAway() throws IOException {
        if (files.exists(path)) {
            files.rename(path, keptAs(path));
        }
    }
}
