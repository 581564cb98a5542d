package io.tailwater.core.group.state;

/** How long the first generation of a group waits for more members. Owned by its group. */
final class InitialDelay {

    private long leftMillis;
    private boolean somebodyCame;

    /** @param leftMillis how much longer it may become, in all */
    InitialDelay(long leftMillis) {
        this.leftMillis = leftMillis;
    }

    void somebodyCame() {
        somebodyCame = true;
    }

    /**
     * The delay is over: how long the next one is.
     *
     * @return 0 when nobody came in the meantime, or it has been long enough
     */
    long next(long delayMillis) {
        long next = somebodyCame ? Math.min(delayMillis, leftMillis) : 0;
        somebodyCame = false;
        leftMillis -= next;
        return next;
    }
}
