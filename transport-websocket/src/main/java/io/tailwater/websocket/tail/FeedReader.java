package io.tailwater.websocket.tail;

import io.tailwater.core.result.BrokerError;

/** Somebody who waits at a position of a feed. Told once, on the event loop. */
public interface FeedReader {

    /** There is something at the position. The chunk is the feed's: retain its bytes to keep them. */
    void chunk(Chunk chunk);

    /** The position is not in the log, which has these. */
    void outOfRange(long startOffset, long endOffset);

    /** It cannot be read: the topic is gone, or the disk is broken. */
    void failed(BrokerError error);
}
