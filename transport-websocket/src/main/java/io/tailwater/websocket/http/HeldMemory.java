package io.tailwater.websocket.http;

/** What one request holds of the memory that bodies may have together, until it has ended. Event-loop confined. */
final class HeldMemory {

    /** What a record takes on the heap beside its bytes, before it is appended. */
    static final int RECORD_BYTES = 200;

    /** A buffer that grows takes twice as much as before each time, up to this; from there on so much more. */
    private static final int GROWTH_BYTES = 4 << 20;

    private final Quota all;
    private long held;
    private boolean over;

    private HeldMemory(Quota all) {
        this.all = all;
    }

    /** That of a request, which holds nothing yet. */
    static HeldMemory of(ApiRequest request) {
        HeldMemory memory = new HeldMemory(request.environment().bodies);
        request.routing().addEndHandler(done -> memory.giveBack());
        return memory;
    }

    /** Makes it hold so many bytes, more or fewer than before; returns false, and changes nothing, when there is no room. */
    boolean holds(long bytes) {
        if (over || (bytes > held && !all.take(bytes - held))) {
            return false;
        }
        if (bytes < held) {
            all.giveBack(held - bytes);
        }
        held = bytes;
        return true;
    }

    /** Makes it hold so many bytes more; likewise. */
    boolean holdsAlso(long more) {
        return holds(held + more);
    }

    private void giveBack() {
        all.giveBack(held);
        held = 0;
        over = true;
    }

    /** What a buffer of so many bytes takes that was filled bit by bit. */
    static long ofBuffer(int length) {
        if (length > GROWTH_BYTES) {
            return (length + GROWTH_BYTES - 1L) / GROWTH_BYTES * GROWTH_BYTES;
        }
        return length <= 1 ? length : Integer.highestOneBit(length - 1) * 2L;
    }
}
