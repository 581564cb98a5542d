package io.tailwater.storage.files;

import java.io.IOException;

/** How an engine maps the end of one segment file for appending. Used by one thread at a time; blocking. */
@FunctionalInterface
public interface TailMapping {

    /**
     * Maps zeros that were written ahead and brings every page into the process's page table, so that the writer meets no page
     * that is not there.
     *
     * @param start where the piece begins: where the last one ended
     * @param end where the zeros end; a multiple of the page size, or the end of the file
     * @param forced whether the log is forced often, and the zeros were. Pages must not be dirtied then: each force would write
     *     all of them again
     * @return a window from {@code start} to {@code end}, or to somewhere before: the rest is asked for next
     */
    AppendWindow map(TailFile file, int start, int end, boolean forced) throws IOException;
}
