package io.tailwater.core.integrity;

/**
 * Offsets whose records cannot be had, because their bytes are not what was written.
 *
 * @param fromOffset the first of them
 * @param toOffset the offset after the last, where reading goes on
 * @param finding what is wrong and where, as a clause: {@code the CRC of the batch at offset 7 is wrong}
 */
public record DamagedRange(long fromOffset, long toOffset, String finding) {

    public DamagedRange {
        if (fromOffset < 0 || toOffset <= fromOffset) {
            throw new IllegalArgumentException("no range: " + fromOffset + " to " + toOffset);
        }
    }

    boolean holds(long offset) {
        return fromOffset <= offset && offset < toOffset;
    }

    boolean overlaps(long from, long to) {
        return fromOffset < to && from < toOffset;
    }

    /** What somebody is told who asks for one of the offsets. */
    public String message(Object partition) {
        return "Offsets " + fromOffset + " to " + (toOffset - 1) + " of " + partition + " are damaged on disk ("
                + finding + "): read on at offset " + toOffset;
    }
}
