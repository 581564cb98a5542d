package io.tailwater.websocket.http;

/** How much of something there may be at once. Event-loop confined. */
final class Quota {

    private final long limit;
    private long taken;

    Quota(long limit) {
        this.limit = limit;
    }

    /** Takes some if there is so much left. */
    boolean take(long amount) {
        if (taken + amount > limit) {
            return false;
        }
        taken += amount;
        return true;
    }

    void giveBack(long amount) {
        taken -= amount;
    }

    long taken() {
        return taken;
    }
}
