package io.tailwater.websocket.tail;

import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.partition.PendingFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One partition as text, for all readers that want it alike. Confined to its event loop.
 *
 * <p>Readers that wait at the same offset share one fetch, which the partition's shard completes when there is something.
 */
public final class Feed {

    private static final int FETCH_BYTES = 256 << 10;
    private static final int WAIT_MILLIS = 300_000;
    private static final int NO_EPOCH = -1;

    private final Feeds feeds;
    private final FeedKey key;
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private final Map<Long, Load> loads = new HashMap<>();
    private final Pace pace = new Pace();
    private int users;

    Feed(Feeds feeds, FeedKey key) {
        this.feeds = feeds;
        this.key = key;
    }

    FeedKey key() {
        return key;
    }

    void opened() {
        users++;
    }

    /** Gives the feed back; the reader does not wait any more. */
    public void close() {
        if (--users == 0) {
            cancel();
            chunks.clear();
            feeds.forget(this);
        }
    }

    void cancel() {
        loads.values().forEach(Load::cancel);
        loads.clear();
    }

    void dropped(Chunk chunk) {
        chunks.remove(chunk.from(), chunk);
    }

    /** What is there at an offset already; null when it has to be waited for. The chunk is the feed's. */
    public @Nullable Chunk find(long offset) {
        Map.Entry<Long, Chunk> before = chunks.floorEntry(offset);
        return before != null && offset < before.getValue().next() ? before.getValue() : null;
    }

    /** Waits for something at an offset. */
    public void await(long offset, FeedReader reader) {
        Load load = loads.get(offset);
        if (load == null) {
            load = new Load(offset);
            loads.put(offset, load);
            pace.next(feeds.vertx(), load::start);
        }
        load.readers.add(reader);
    }

    /** Does not wait any more. */
    public void leave(long offset, FeedReader reader) {
        Load load = loads.get(offset);
        if (load != null && load.readers.remove(reader) && load.readers.isEmpty()) {
            loads.remove(offset, load);
            load.cancel();
        }
    }

    /** One fetch and what is made of it, for everybody who waits at its offset. */
    private final class Load implements Runnable {

        private final long offset;
        private final Set<FeedReader> readers = new LinkedHashSet<>();
        private @Nullable PendingFetch fetch;
        private boolean cancelled;

        Load(long offset) {
            this.offset = offset;
        }

        void start() {
            feeds.whenThereIsRoom(this);
        }

        void cancel() {
            cancelled = true;
            feeds.doNotWait(this);
            if (fetch != null) {
                fetch.cancel();
            }
        }

        @Override
        public void run() {
            fetch();
        }

        private void fetch() {
            if (cancelled) {
                return;
            }
            PartitionFetch partition = new PartitionFetch(key.partition(), offset, FETCH_BYTES, NO_EPOCH, NO_EPOCH);
            PendingFetch pending = feeds.partitions()
                    .fetch(new FetchQuery(List.of(partition), FETCH_BYTES, 1, WAIT_MILLIS, key.committed()));
            fetch = pending;
            pending.reads().onSuccess(reads -> {
                fetch = null;
                fetched(reads.get(0));
            });
        }

        private void fetched(PartitionRead read) {
            BrokerError error = read.error();
            if (cancelled) {
                read.slice().close();
            } else if (error != null && read.damaged() == null) {
                read.slice().close();
                refused(error);
            } else if (error == null && read.slice().size() == 0) {
                read.slice().close();
                fetch();
            } else {
                ChunkEncoderCall call = new ChunkEncoderCall(
                        feeds.broker().recordFormat(), key, feeds.settings().frameBytes(), offset, read);
                feeds.work(call)
                        .onSuccess(this::encoded)
                        .onFailure(cause -> finish(reader -> reader.failed(new BrokerError(
                                ErrorCode.UNKNOWN_SERVER_ERROR,
                                "Partition " + key.partition().partition() + " of topic " + key.topic()
                                        + " cannot be shown from offset " + offset + " on: " + cause))));
            }
        }

        private void encoded(ChunkEncoderCall.Encoded result) {
            List<Chunk> encoded = result.chunks();
            if (result.suspect() >= 0) {
                feeds.partitions().check(key.partition(), result.suspect(), 1);
            }
            if (cancelled) {
                encoded.forEach(Chunk::release);
                return;
            }
            if (encoded.isEmpty()) {
                fetch();
                return;
            }
            Chunk first = encoded.get(0);
            keep(first);
            first.retain(); // it must outlive the others' making room for themselves
            encoded.subList(1, encoded.size()).forEach(this::keep);
            pace.delivered(readers.size(), first.next() >= first.readableEnd());
            finish(reader -> reader.chunk(first));
            first.release();
            feeds.beginWaiting();
        }

        private void keep(Chunk chunk) {
            feeds.keep(Feed.this, chunk);
            chunks.put(chunk.from(), chunk);
        }

        private void refused(BrokerError error) {
            if (error.code() != ErrorCode.OFFSET_OUT_OF_RANGE) {
                finish(reader -> reader.failed(error));
                return;
            }
            feeds.partitions().status(key.partition()).onSuccess(result -> {
                if (result instanceof Result.Ok<PartitionStatus> ok) {
                    PartitionStatus status = ok.value();
                    finish(reader -> reader.outOfRange(status.logStartOffset(), status.endOffset()));
                } else {
                    finish(reader -> reader.failed(((Result.Refused<PartitionStatus>) result).error()));
                }
            });
        }

        private void finish(Consumer<FeedReader> telling) {
            if (!cancelled) {
                loads.remove(offset, this);
                readers.forEach(telling);
            }
        }
    }
}
