package io.tailwater.core.producer;

import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Producer ids in blocks that are noted on disk before any id of them is given, so that a crash wastes ids and never gives one
 * twice. Thread-safe.
 */
public final class StoredProducerIds implements ProducerIds {

    static final String BLOB = "producer-ids";
    static final int BLOCK = 1_000;

    private static final int BLOB_BYTES = Long.BYTES + Integer.BYTES;

    private record Asking(Context caller, Promise<Long> promise) {

        void give(long id) {
            caller.runOnContext(there -> promise.complete(id));
        }

        void fail(Throwable cause) {
            caller.runOnContext(there -> promise.fail(cause));
        }
    }

    private final Vertx vertx;
    private final LogStorage storage;
    private final Executor worker;

    // Guarded by this.
    private final ArrayDeque<Asking> asking = new ArrayDeque<>();
    private long next;
    private long blockEnd;
    private boolean reserving;

    /** @param worker runs what writes to disk */
    public StoredProducerIds(Vertx vertx, LogStorage storage, Executor worker) {
        this.vertx = vertx;
        this.storage = storage;
        this.worker = worker;
    }

    /** Sees to it that no id below this is given, before a broker starts; blocking. */
    public static void raise(LogStorage storage, long firstFree) {
        long begin = storage.readBlob(BLOB).map(StoredProducerIds::decode).orElse(0L);
        if (firstFree > begin) {
            storage.writeBlob(BLOB, encode(firstFree));
        }
    }

    @Override
    public synchronized Future<Long> next() {
        if (next < blockEnd) {
            return Future.succeededFuture(next++);
        }
        Promise<Long> promise = Promise.promise();
        asking.add(new Asking(vertx.getOrCreateContext(), promise));
        reserveSoon();
        return promise.future();
    }

    private synchronized void reserveSoon() {
        if (!reserving) {
            reserving = true;
            worker.execute(this::reserve);
        }
    }

    private void reserve() {
        try {
            long begin = storage.readBlob(BLOB).map(StoredProducerIds::decode).orElse(0L);
            storage.writeBlob(BLOB, encode(begin + BLOCK));
            reserved(begin, null);
        } catch (RuntimeException e) {
            reserved(0, e);
        }
    }

    private synchronized void reserved(long begin, @Nullable RuntimeException failure) {
        reserving = false;
        if (failure == null) {
            next = begin;
            blockEnd = begin + BLOCK;
        }
        for (Asking first = asking.peek(); first != null; first = asking.peek()) {
            if (failure != null) {
                first.fail(failure);
            } else if (next < blockEnd) {
                first.give(next++);
            } else {
                reserveSoon();
                return;
            }
            asking.remove();
        }
    }

    private static byte[] encode(long firstFree) {
        ByteBuffer target = ByteBuffer.allocate(BLOB_BYTES).putLong(firstFree);
        return target.putInt(crcOf(target.array())).array();
    }

    private static long decode(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        if (bytes.length != BLOB_BYTES || source.getInt(Long.BYTES) != crcOf(bytes)) {
            throw new IllegalStateException(
                    "the blob " + BLOB + " of the data directory is damaged: the ids given before are"
                            + " not known, and none can be given safely");
        }
        return source.getLong();
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, Long.BYTES);
        return (int) crc.getValue();
    }
}
