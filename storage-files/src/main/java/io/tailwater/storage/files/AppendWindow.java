package io.tailwater.storage.files;

import java.nio.ByteBuffer;

/**
 * A mapped piece of a segment file, prepared for appending. Guarded by its {@link AppendSpace} from being made until it is
 * taken out to be closed.
 */
public interface AppendWindow {

    /** Where in the file it begins. */
    int start();

    /** Where in the file it ends. */
    int end();

    /** Where in the file what is in memory because of it begins: at {@code start}, or before where windows share a mapping. */
    default int heldFrom() {
        return start();
    }

    /**
     * Copies bytes in, as many as fit. By the log's writer.
     *
     * @param position where in the file, from {@code start} to {@code end}
     * @param from where in the source
     * @return how many
     */
    int put(int position, ByteBuffer source, int from, int length);

    /** Unmaps it; nothing is put any more. */
    void close();
}
