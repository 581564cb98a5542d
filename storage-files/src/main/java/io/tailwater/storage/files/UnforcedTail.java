package io.tailwater.storage.files;

import java.io.IOException;

/**
 * What a log has to have forced: whole batches at the end of its youngest segment, which follow what is durable already.
 *
 * @param from where they begin in the segment's file
 * @param to where they end
 * @param endOffset below it all is durable once they are
 * @param ceiling none of them ends above this offset; it may be more than the end offset where an append goes on meanwhile
 */
record UnforcedTail(LogFlusher log, Segment segment, int from, int to, long endOffset, long ceiling) {

    int sizeInBytes() {
        return to - from;
    }

    /** Copies them from the segment's file; blocking. @return false when they cannot be read */
    boolean addTo(JournalFrame frame) {
        if (from == to) {
            return true; // a force before covered more than it was asked for
        }
        SegmentFile file = segment.file();
        try {
            if (!file.acquire()) {
                return false;
            }
            try {
                frame.add(log.id(), file.channel(), from, to);
                return true;
            } finally {
                file.release();
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
