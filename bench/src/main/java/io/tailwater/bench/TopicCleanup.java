package io.tailwater.bench;

import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.BrokerSession;
import io.tailwater.bench.wire.TopicCalls;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** Deletes a temporary topic once: when the run ends, or when the process is interrupted. Thread-safe. */
final class TopicCleanup implements AutoCloseable {

    private final BenchTopic topic;
    private final InetSocketAddress address;
    private final AtomicBoolean done = new AtomicBoolean();
    private final Thread atExit = new Thread(this::deleteOnce, "bench-cleanup");

    private TopicCleanup(BenchTopic topic, InetSocketAddress address) {
        this.topic = topic;
        this.address = address;
    }

    /** Begins to look after a topic; nothing is done for one that is not temporary. */
    static TopicCleanup of(BenchTopic topic, InetSocketAddress address) {
        TopicCleanup cleanup = new TopicCleanup(topic, address);
        Runtime.getRuntime().addShutdownHook(cleanup.atExit);
        return cleanup;
    }

    /** Whether there is something to delete. */
    boolean needed() {
        return topic.temporary();
    }

    @Override
    public void close() {
        deleteOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook finds nothing left to do
        }
    }

    private void deleteOnce() {
        if (!needed() || !done.compareAndSet(false, true)) {
            return;
        }
        try (BrokerSession session = BrokerSession.connect(address)) {
            new TopicCalls(session).delete(topic.name());
        } catch (BenchException e) {
            System.err.println("The temporary topic " + topic.name() + " is left behind: " + e.getMessage());
        }
    }
}
