package io.tailwater.server.it;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;

/**
 * Work in sessions of steps: an error of the broker's or of its absence ends a session, and another begins. Owns its thread;
 * checks happen between steps, so that what was said then is compared with what is there then.
 */
abstract class SessionWork implements CrashWork {

    private static final long PACE_NANOS = 3_000_000; // What was done is looked at again and again.

    private final ReentrantLock between = new ReentrantLock(true);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::work, getClass().getSimpleName());
    private volatile boolean closing;

    /** Makes topics. */
    abstract void prepare(KafkaClients clients) throws Exception;

    /** Makes clients and calls {@link #step} again and again while {@link #goesOn}. */
    abstract void session(KafkaClients clients) throws Exception;

    /** As {@link CrashWork#check}, while no step is under way. */
    abstract void compare(KafkaClients clients) throws Exception;

    private KafkaClients clients;

    /** A part of a session which is not under way while things are compared. */
    interface Step {
        void run() throws Exception;
    }

    @Override
    public final void begin(KafkaClients broker) throws Exception {
        clients = broker;
        prepare(broker);
        thread.start();
    }

    final boolean goesOn() {
        return !closing;
    }

    final void step(Step step) throws Exception {
        between.lock();
        try {
            step.run();
        } finally {
            between.unlock();
        }
        LockSupport.parkNanos(PACE_NANOS);
    }

    private void work() {
        while (goesOn()) {
            try {
                session(clients);
            } catch (KafkaException | ExecutionException | TimeoutException brokerFailed) {
                Thread.onSpinWait(); // The next session finds out how this one ended.
            } catch (Exception | AssertionError mistake) {
                failures.add(mistake);
                return;
            }
        }
    }

    @Override
    public final void check(KafkaClients broker) throws Exception {
        between.lock();
        try {
            for (Throwable failure : failures) {
                throw new AssertionError(getClass().getSimpleName() + ": " + failure, failure);
            }
            compare(broker);
        } finally {
            between.unlock();
        }
    }

    @Override
    public final void close() throws InterruptedException {
        closing = true;
        thread.join(60_000);
    }
}
