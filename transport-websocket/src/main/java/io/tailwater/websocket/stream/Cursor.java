package io.tailwater.websocket.stream;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;

/** Where a subscription stands in one partition. Event-loop confined; owned by its subscription. */
abstract class Cursor {

    private final Subscription subscription;
    private final String topic;
    private final PartitionKey key;
    private long position;
    private long knownEnd;
    private long highWatermark;
    private boolean atEnd;
    private boolean waiting;
    private boolean ended;

    Cursor(Subscription subscription, String topic, PartitionKey key, Start start) {
        this.subscription = subscription;
        this.topic = topic;
        this.key = key;
        this.position = start.position();
        this.knownEnd = start.readableEnd();
        this.highWatermark = start.highWatermark();
        this.atEnd = position >= knownEnd;
    }

    final Subscription subscription() {
        return subscription;
    }

    final String topic() {
        return topic;
    }

    final PartitionKey key() {
        return key;
    }

    final int partition() {
        return key.partition();
    }

    /** The next offset. */
    final long position() {
        return position;
    }

    /** Whether everything that could be read was sent when it was last looked. */
    final boolean atEnd() {
        return atEnd;
    }

    /** Offsets that cannot be sent yet. */
    final long lag() {
        return Math.max(0, highWatermark - position);
    }

    final boolean ended() {
        return ended;
    }

    /** Sends what there is for as long as it may, then waits for more, or until it may again. */
    final void pump() {
        if (ended || waiting) {
            return;
        }
        while (subscription.maySend()) {
            if (!sendSome()) {
                waiting = true;
                await();
                return;
            }
        }
        subscription.held(this);
    }

    /** What was waited for is there. */
    final void arrived() {
        waiting = false;
    }

    /** Sends what is at hand; false when it has to be waited for. */
    abstract boolean sendSome();

    /** Waits at the position until something is there. */
    abstract void await();

    /** Does not wait any more. */
    abstract void stopWaiting();

    /** Gives back what it has. */
    abstract void close();

    /** Goes on at another offset; what is on its way from the old one is not sent. */
    final void moveTo(Start start) {
        leave();
        position = start.position();
        knownEnd = Math.max(start.readableEnd(), start.position());
        highWatermark = start.highWatermark();
        noteEnd();
    }

    private void leave() {
        if (waiting) {
            waiting = false;
            stopWaiting();
        }
    }

    final void end() {
        if (!ended) {
            ended = true;
            leave();
            close();
        }
    }

    /** Everything before an offset was sent. */
    final void advanced(long next, long readableEnd, long newHighWatermark) {
        position = next;
        knownEnd = Math.max(knownEnd, readableEnd);
        highWatermark = Math.max(highWatermark, newHighWatermark);
        noteEnd();
    }

    private void noteEnd() {
        atEnd = position >= knownEnd;
        subscription.progressed();
    }

    /** The position is not in the log: retention deleted it, or the log was cut. */
    public final void outOfRange(long startOffset, long endOffset) {
        arrived();
        if (ended) {
            return;
        }
        if (position < startOffset) {
            subscription.skipped(this, position, startOffset, "deleted", null);
            advanced(startOffset, Math.min(startOffset + 1, endOffset), endOffset);
            pump();
        } else {
            subscription.failed(
                    this,
                    new Refusal(
                            "OFFSET_OUT_OF_RANGE",
                            "Partition " + partition() + " of topic " + topic + " ends at " + endOffset + ", before "
                                    + position + ": subscribe again from an offset that is there."));
        }
    }

    /** The records at the position are damaged: they are told of, and passed. */
    final void damaged(DamagedRange range, PartitionRead read) {
        if (!ended) {
            subscription.skipped(
                    this, position, range.toOffset(), "damaged", range.message(topic + "-" + partition()) + ".");
            advanced(range.toOffset(), read.lastStableOffset(), read.highWatermark());
            pump();
        }
    }

    public final void failed(BrokerError error) {
        arrived();
        if (ended) {
            return;
        }
        if (error.code() == ErrorCode.UNKNOWN_TOPIC_ID || error.code() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
            end(); // the topic was deleted, of which the subscription hears otherwise
        } else {
            subscription.failed(this, Refusal.of(error));
        }
    }
}
