package io.tailwater.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process when its orderly end takes too long, or is asked for twice. Thread-safe.
 *
 * <p>All it needs is made beforehand: what keeps the broker from stopping may be that classes cannot be loaded any more, because
 * the jar was replaced while it ran.
 */
final class StopLimit {

    /** What the process exits with when it was not stopped in order. */
    static final int EXIT_CODE = 5;

    private static final String CONSEQUENCE =
            ": what was acknowledged is as safe as after kill -9, and the next start looks" + " through the logs.";

    private final long millis;
    private final String tooLong;
    private final String asked = "Ended at once, at a second signal" + CONSEQUENCE;

    /** Never counted down: the end of the process is what it waits for. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private final Thread waiting = new Thread(this::awaitEnd, "tailwater-stop-limit");

    /** @param millis how long the orderly end may take */
    StopLimit(long millis) {
        this.millis = millis;
        this.tooLong = "Ended before everything was closed, because that took longer than " + millis
                + " ms (stop.timeoutMillis)" + CONSEQUENCE;
        waiting.setDaemon(true);
    }

    /** The orderly end has begun; it may end the process before it is here again. */
    void begin() {
        waiting.start();
    }

    /** Does not wait for the orderly end. */
    void endAtOnce() {
        end(asked);
    }

    private void awaitEnd() {
        try {
            if (!ended.await(millis, TimeUnit.MILLISECONDS)) {
                end(tooLong);
            }
        } catch (InterruptedException e) {
            // nobody does
        }
    }

    private static void end(String sentence) {
        System.out.println(sentence);
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
