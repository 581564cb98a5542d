package io.tailwater.storage.chronicle;

/**
 * Where things are in the file that shows where logs begin and end. Numbers are in the machine's own byte order, as the file is
 * shared by processes of one machine only and made anew by each start.
 *
 * <pre>
 *   header   0  magic        written last: a file without it is being made
 *            8  version
 *           16  state        1 while a broker keeps the file, 2 afterwards
 *           24  slots        how many slots are or were in use
 *   slot     0  opening      not 0 while the slot shows a log; another number each time it shows one
 *   (512     8  cuts         rises when the end or the start may fall
 *    bytes) 16  startOffset
 *           24  endOffset    stored after everything below it is in the log's files
 *           32  durableOffset
 *           40  topic id     two longs
 *           56  name length
 *           64  name         of the log's directory, UTF-8
 * </pre>
 */
final class PositionsLayout {

    static final String FILE_NAME = "log-positions.shared";

    static final long MAGIC = 0x5457_504F_534E_5331L;
    static final long VERSION = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int STATE_AT = 16;
    static final int SLOTS_AT = 24;

    static final long KEPT = 1;
    static final long LEFT = 2;

    /** The header has the size of a slot. */
    static final int SLOT_BYTES = 512;

    static final int OPENING_AT = 0;
    static final int CUTS_AT = 8;
    static final int START_AT = 16;
    static final int END_AT = 24;
    static final int DURABLE_AT = 32;
    static final int TOPIC_ID_AT = 40;
    static final int NAME_LENGTH_AT = 56;
    static final int NAME_AT = 64;
    static final int LONGEST_NAME = SLOT_BYTES - NAME_AT;

    private PositionsLayout() {}

    /** Where a slot begins, counted from 0. */
    static long slotAt(int slot) {
        return (slot + 1L) * SLOT_BYTES;
    }
}
