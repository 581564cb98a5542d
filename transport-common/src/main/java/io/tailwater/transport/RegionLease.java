package io.tailwater.transport;

import io.tailwater.spi.LogSlice;

/** One slice's lease, shared by the regions it was cut into. Event-loop confined. */
final class RegionLease {

    private final LogSlice slice;
    private int pieces;

    RegionLease(LogSlice slice, int pieces) {
        this.slice = slice;
        this.pieces = pieces;
    }

    void pieceDone() {
        if (--pieces == 0) {
            slice.close();
        }
    }
}
