package io.tailwater.websocket.stream;

import io.tailwater.core.config.WebSocketConfig;

/** Finds out whether a client is still there. Event-loop confined. */
final class Heartbeat {

    private static final long GOODBYE_NANOS = 2_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What is to be done about a client. */
    enum Verdict {
        FINE,
        ASK,
        GONE
    }

    private long heardNanos;
    private long askedNanos;
    private boolean asked;
    private long closingNanos;
    private boolean closing;
    private long unsentBytes;
    private long movedNanos;

    Heartbeat(long nowNanos) {
        heardNanos = nowNanos;
        movedNanos = nowNanos;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
        asked = false;
    }

    /** It was told to go. */
    void closing(long nowNanos) {
        closing = true;
        closingNanos = nowNanos;
    }

    long stalledNanos(long nowNanos) {
        return unsentBytes == 0 ? 0 : nowNanos - movedNanos;
    }

    /** A client for which bytes wait is asked by them, and has longer: it cannot see a ping behind them. */
    Verdict tick(long nowNanos, long unsent, WebSocketConfig settings) {
        if (unsent != unsentBytes || unsent == 0) {
            unsentBytes = unsent;
            movedNanos = nowNanos;
        }
        if (closing) {
            return nowNanos - closingNanos > GOODBYE_NANOS ? Verdict.GONE : Verdict.FINE;
        }
        if (unsent > 0) {
            return nowNanos - movedNanos > settings.stalledMillis() * NANOS_PER_MILLI ? Verdict.GONE : Verdict.FINE;
        }
        long heartbeatNanos = settings.heartbeatMillis() * NANOS_PER_MILLI;
        if (asked) {
            return nowNanos - askedNanos > heartbeatNanos ? Verdict.GONE : Verdict.FINE;
        }
        if (nowNanos - heardNanos > heartbeatNanos) {
            asked = true;
            askedNanos = nowNanos;
            return Verdict.ASK;
        }
        return Verdict.FINE;
    }
}
