package io.tailwater.websocket.tail;

import io.tailwater.core.Broker;
import io.tailwater.core.config.WebSocketConfig;
import io.tailwater.core.partition.PartitionClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The feeds of one event loop, and the memory they share. Confined to that event loop.
 *
 * <p>What was made for a reader stays for others until the memory is needed. Bytes on their way to sockets count, too: when
 * slow readers hold all of it, nothing more is read until some is given back ({@link #starving}).
 */
public final class Feeds {

    private static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final int READS_AT_ONCE = 4;
    private static final long OTHERS_FOLLOW_MILLIS = 10;

    private final Vertx vertx;
    private final Broker broker;
    private final long maxBytes;
    private final Map<FeedKey, Feed> feeds = new HashMap<>();
    private final ArrayDeque<KeptChunk> kept = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable WorkerExecutor workers;
    private long keptBytes;
    private long liveBytes;
    private boolean othersFollow;

    /** A chunk of a feed, in the order in which they were made. */
    private record KeptChunk(Feed feed, Chunk chunk) {}

    public Feeds(Vertx vertx, Broker broker) {
        this.vertx = vertx;
        this.broker = broker;
        this.maxBytes = Math.max(
                settings().bufferBytes() / broker.config().effectiveEventLoops(),
                2L * settings().frameBytes());
    }

    WebSocketConfig settings() {
        return broker.config().http().webSocket();
    }

    Broker broker() {
        return broker;
    }

    PartitionClient partitions() {
        return broker.partitions();
    }

    Vertx vertx() {
        return vertx;
    }

    /** The feed of this kind, which {@link Feed#close} gives back. */
    public Feed open(FeedKey key) {
        Feed feed = feeds.computeIfAbsent(key, absent -> new Feed(this, absent));
        feed.opened();
        return feed;
    }

    void forget(Feed feed) {
        feeds.remove(feed.key());
        kept.removeIf(entry -> {
            if (entry.feed() == feed) {
                keptBytes -= entry.chunk().size();
                entry.chunk().release();
                return true;
            }
            return false;
        });
    }

    /** Runs something that takes long on a worker; completes on the event loop. */
    <T> Future<T> work(Callable<T> task) {
        WorkerExecutor running = workers;
        if (running == null) {
            running = vertx.createSharedWorkerExecutor("tailwater-tail", WORKERS);
            workers = running;
        }
        return running.executeBlocking(task, false);
    }

    /** Begins a read now or when there is memory for it. */
    void whenThereIsRoom(Runnable read) {
        if (hasRoom()) {
            read.run();
        } else {
            waiting.add(read);
        }
    }

    /** Gives up a read that may wait. */
    void doNotWait(Runnable read) {
        waiting.remove(read);
    }

    /** Whether readers wait for memory that other readers' sockets hold. */
    public boolean starving() {
        return !waiting.isEmpty();
    }

    /** Bytes of chunks that are kept or on their way. */
    public long liveBytes() {
        return liveBytes;
    }

    /** Keeps what was made, and lets go of the oldest for it. */
    void keep(Feed feed, Chunk chunk) {
        int size = chunk.size();
        liveBytes += size;
        keptBytes += size;
        chunk.count(() -> freed(size));
        kept.add(new KeptChunk(feed, chunk));
        while (keptBytes > maxBytes / 2 && kept.size() > 1) {
            letGoOfOldest();
        }
    }

    private void letGoOfOldest() {
        KeptChunk oldest = kept.remove();
        keptBytes -= oldest.chunk().size();
        oldest.feed().dropped(oldest.chunk());
        oldest.chunk().release();
    }

    private void freed(int size) {
        liveBytes -= size;
        beginWaiting();
    }

    /**
     * Begins some of the reads that wait for memory: not all, because what they will bring is not counted yet. Others follow
     * soon, since these may be at the log's end and bring nothing.
     */
    void beginWaiting() {
        for (int i = 0; i < READS_AT_ONCE && !waiting.isEmpty() && hasRoom(); i++) {
            Runnable read = waiting.remove();
            vertx.runOnContext(later -> read.run());
        }
        if (!waiting.isEmpty() && hasRoom() && !othersFollow) {
            othersFollow = true;
            vertx.setTimer(OTHERS_FOLLOW_MILLIS, timer -> {
                othersFollow = false;
                beginWaiting();
            });
        }
    }

    private boolean hasRoom() {
        return liveBytes < maxBytes || liveBytes == keptBytes;
    }

    /** Gives everything back; no feed is used any more. */
    public void close() {
        feeds.values().forEach(Feed::cancel);
        feeds.clear();
        kept.forEach(entry -> entry.chunk().release());
        kept.clear();
        if (workers != null) {
            workers.close();
        }
    }
}
