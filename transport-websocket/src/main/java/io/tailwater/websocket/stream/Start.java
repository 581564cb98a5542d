package io.tailwater.websocket.stream;

/**
 * Where a cursor begins.
 *
 * @param position the next offset
 * @param deletedFrom the offset that was asked for, when it is not there any more; otherwise the position
 * @param readableEnd up to where there is something to read
 * @param highWatermark up to where there are records
 */
record Start(long position, long deletedFrom, long readableEnd, long highWatermark) {

    /** Of a partition that is new. */
    static final Start AT_ZERO = new Start(0, 0, 0, 0);
}
