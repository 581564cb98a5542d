package io.tailwater.websocket.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.websocket.tail.Chunk;
import io.tailwater.websocket.tail.Chunk.Gap;
import io.tailwater.websocket.tail.Feed;
import io.tailwater.websocket.tail.FeedReader;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;

/** A cursor whose records are sent as text that it shares with others at the same place. Event-loop confined. */
final class TextCursor extends Cursor implements FeedReader {

    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final Feed feed;
    private final String head;

    /** @param feed opened for this cursor */
    TextCursor(Subscription subscription, String topic, PartitionKey key, Start start, Feed feed) {
        super(subscription, topic, key, start);
        this.feed = feed;
        this.head = "{\"type\":\"records\",\"id\":" + Json.encode(subscription.id()) + ",\"topic\":\"" + topic
                + "\",\"partition\":" + key.partition() + ",\"next\":";
    }

    @Override
    boolean sendSome() {
        Chunk chunk = feed.find(position());
        if (chunk == null) {
            return false;
        }
        send(chunk);
        return true;
    }

    private void send(Chunk chunk) {
        Gap gap = chunk.gap();
        if (gap != null && position() < gap.to()) {
            subscription().skipped(this, Math.max(position(), gap.from()), gap.to(), "damaged", gap.message());
        }
        int first = chunk.indexOf(position());
        int last = (int) Math.min(chunk.records(), first + subscription().credit());
        long next = last == chunk.records() ? chunk.next() : chunk.offsetOf(last - 1) + 1;
        if (last > first) {
            byte[] start = (head + next + ",\"records\":[").getBytes(StandardCharsets.UTF_8);
            ByteBuf end = last == chunk.records() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(END);
            subscription().send(start, chunk.slice(first, last), end, last - first);
        }
        advanced(next, chunk.readableEnd(), chunk.highWatermark());
    }

    @Override
    void await() {
        feed.await(position(), this);
    }

    @Override
    void stopWaiting() {
        feed.leave(position(), this);
    }

    @Override
    void close() {
        feed.close();
    }

    @Override
    public void chunk(Chunk chunk) {
        if (ended() || chunk.from() > position() || position() >= chunk.next()) {
            return; // it was moved or ended while others were told
        }
        arrived();
        if (subscription().maySend()) {
            send(chunk);
        }
        pump();
    }
}
