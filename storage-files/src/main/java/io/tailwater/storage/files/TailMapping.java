package io.tailwater.storage.files;

import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.file.Path;

/** How an engine maps the end of one segment file for appending. Used by one thread at a time; blocking. */
public interface TailMapping {

    /**
     * Maps zeros that were written ahead and brings every page into the process's page table, so that the writer meets no page
     * that is not there.
     *
     * @param file open until the call returns
     * @param path the name it has during the call
     * @param start where the piece begins: where the last one ended
     * @param end where it ends; a multiple of the page size, or the end of the file
     * @param leaveClean whether pages are to be read only: otherwise each force would write all of them again
     */
    AppendWindow map(LogFile file, Path path, int start, int end, boolean leaveClean) throws IOException;

    /** Gives back what windows share, all of them being closed; more may be mapped later. */
    void close();
}
