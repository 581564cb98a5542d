package io.tailwater.storage.tck.memory;

import io.tailwater.spi.StorageException;
import java.util.concurrent.atomic.AtomicLong;

/** The room all logs of a storage share. Thread-safe. */
final class Capacity {

    private final long bytes;
    private final AtomicLong used = new AtomicLong();

    Capacity(long bytes) {
        this.bytes = bytes;
    }

    /** Fails with {@code FULL} when there is no room for so many bytes; takes none. */
    void check(long needed) {
        if (needed > bytes - used.get()) {
            throw new StorageException(
                    StorageException.Kind.FULL, needed + " bytes do not fit: " + used + " of " + bytes + " are used");
        }
    }

    /** Takes room, all of it or none. */
    void take(long needed) {
        used.updateAndGet(before -> {
            check(needed);
            return before + needed;
        });
    }

    void giveBack(long freed) {
        used.addAndGet(-freed);
    }
}
