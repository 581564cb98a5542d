package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A piece of a segment file, mapped as a rule, prepared for appending. Guarded by its {@link AppendSpace} from being made until it is
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
     * Puts bytes in, as many as fit. By the log's writer.
     *
     * @param position where in the file, from {@code start} to {@code end}
     * @param from where in the source
     * @return how many
     * @throws IOException where some of the bytes may be in the file, and are to be made zeros again
     */
    int put(int position, ByteBuffer source, int from, int length) throws IOException;

    /** Unmaps it; nothing is put any more. */
    void close();
}
