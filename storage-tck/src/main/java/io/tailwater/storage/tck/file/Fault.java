package io.tailwater.storage.tck.file;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Says which calls of {@link FaultyFiles} fail with an input/output error. Thread-safe. */
@FunctionalInterface
public interface Fault {

    /** A sort of call; {@code READ} is through a file's channel, {@code OPEN} also of a directory that is to be forced. */
    enum Call {
        OPEN,
        READ,
        WRITE,
        MAP,
        FORCE,
        TRUNCATE,
        RENAME,
        DELETE,
        LIST,
        CREATE_DIRECTORIES,
        SET_TIME,
        FORCE_DIRECTORY;

        /** Whether it names a file, so that Java says by a {@link java.nio.file.FileSystemException} that it failed. */
        boolean isByName() {
            return switch (this) {
                case OPEN, RENAME, DELETE, LIST, CREATE_DIRECTORIES, SET_TIME -> true;
                case READ, WRITE, MAP, FORCE, TRUNCATE, FORCE_DIRECTORY -> false;
            };
        }
    }

    /** No call fails. */
    Fault NONE = (call, file) -> false;

    /** Whether this call fails. */
    boolean strikes(Call call, Path file);

    /** Only the n-th call fails, counted from zero. */
    static Fault atCall(long n) {
        AtomicLong calls = new AtomicLong();
        return (call, file) -> calls.getAndIncrement() == n;
    }

    /** Only calls of one sort fail. */
    static Fault at(Call sort) {
        return (call, file) -> call == sort;
    }

    /** Fails where this does, and only for files below a directory. */
    default Fault below(Path directory) {
        return (call, file) -> file.startsWith(directory) && strikes(call, file);
    }
}
