package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.retention.RetainedLog;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One partition: keeps order and epochs, and knows who waits for its end to move. Owned by one shard.
 *
 * <p>There is one replica, so the {@link HighWatermark} is the log's end, or how far it is durable.
 */
final class Partition {

    private final PartitionKey key;
    private final PartitionLog log;
    private final ShardEnvironment environment;
    private long fetchedBytes;
    private final PartitionState state;
    private final StorageTrouble trouble;
    private final Watchers watchers = new Watchers();
    private final HighWatermark highWatermark;
    private final PartitionIntegrity integrity;
    private final PartitionWriter writer;
    private final KeptSnapshot snapshot;
    private final FrontDeletion deletion;

    private TopicConfig config;
    private boolean released;
    private int followers;

    Partition(
            PartitionKey key,
            PartitionLog log,
            TopicConfig config,
            PartitionState state,
            ShardEnvironment environment,
            ShardLoop loop) {
        this.key = key;
        this.log = log;
        this.config = config;
        this.state = state;
        this.environment = environment;
        this.trouble = new StorageTrouble(log.id());
        this.highWatermark = new HighWatermark(log, state, watchers, readsDurableOnly(config));
        this.writer = new PartitionWriter(log, config, state, highWatermark, trouble, environment, loop);
        this.integrity = new PartitionIntegrity(log, environment.integrity());
        this.snapshot = new KeptSnapshot(log);
        this.deletion = new FrontDeletion(log, state, snapshot, environment, loop, () -> {
            state.epochs().startMovedTo(log.startOffset());
            integrity.forget(0, log.startOffset());
        });
        state.epochs().begin(environment.leaderEpoch(), log.endOffset());
    }

    /** Whether it takes no writes any more, since its disk failed. */
    boolean isOffline() {
        return trouble.offline() != null;
    }

    PartitionKey key() {
        return key;
    }

    PartitionLog log() {
        return log;
    }

    PartitionState state() {
        return state;
    }

    LeaderEpochs epochs() {
        return state.epochs();
    }

    /** What is known of damage to it. */
    PartitionIntegrity integrity() {
        return integrity;
    }

    Watchers watchers() {
        return watchers;
    }

    /** Whether somebody wants to hear of its end by events. */
    boolean followed() {
        return followers > 0;
    }

    /** One more, or one less, wants to. */
    void addFollowers(int more) {
        followers = Math.max(0, followers + more);
    }

    /** Whether it is not served any more. */
    boolean released() {
        return released;
    }

    /** What a request is answered for which the log failed. */
    BrokerError storageError(Throwable thrown) {
        return trouble.met(thrown);
    }

    void reconfigure(TopicConfig changed) {
        highWatermark.setDurableOnly(readsDurableOnly(changed));
        config = changed;
        writer.reconfigure(changed);
        log.reconfigure(logOptions(log.id(), changed));
    }

    /** The broker's own topics are read by itself, which answers nobody before what it read is on disk. */
    private boolean readsDurableOnly(TopicConfig config) {
        return config.readDurableOnly() && !InternalTopics.has(log.id().topic());
    }

    static LogOptions logOptions(LogId id, TopicConfig config) {
        return logOptions(id, config, config.retention().fileDeleteDelayMillis());
    }

    private static LogOptions logOptions(LogId id, TopicConfig config, long fileDeleteDelayMillis) {
        return new LogOptions(
                config.segmentBytes(), segmentMillis(id, config), config.indexIntervalBytes(), fileDeleteDelayMillis);
    }

    /** {@code segment.ms} without jitter: each log has its own, which stays the same, so that they do not roll together. */
    private static long segmentMillis(LogId id, TopicConfig config) {
        long jitterMillis = Math.min(config.retention().segmentJitterMillis(), config.segmentMillis());
        return jitterMillis <= 0
                ? config.segmentMillis()
                : config.segmentMillis() - new SplittableRandom(id.hashCode()).nextLong(jitterMillis);
    }

    /**
     * Appends one batch, which has been checked, and answers when {@code acks} and the topic's settings say so.
     *
     * @param batch written in place; not touched any more once it is answered
     */
    void append(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {
        writer.append(batch, origin, acks, reply, entry);
    }

    /** The offset after the last that readers get, whatever transactions it is in. */
    long highWatermark() {
        return highWatermark.offset();
    }

    /** The offset after the last that readers get: the high watermark, or for those of committed records the last stable offset. */
    long readableEnd(boolean readCommitted) {
        return readCommitted ? lastStableOffset() : highWatermark.offset();
    }

    /** As {@link #readableEnd}, {@code Long.MAX_VALUE} where that is the log's end. */
    long readLimit(boolean readCommitted) {
        return readCommitted ? lastStableOffset() : highWatermark.readLimit();
    }

    /** Below it every transaction is decided. */
    long lastStableOffset() {
        long undecided = state.producers().firstUndecidedOffset();
        long end = highWatermark.offset();
        return undecided >= end ? end : Math.max(undecided, log.startOffset());
    }

    /** Why a client's idea of the leader epoch is wrong, or null when it is right or not stated (KIP-320). */
    @Nullable
    BrokerError fence(int clientLeaderEpoch) {
        int leaderEpoch = environment.leaderEpoch();
        if (clientLeaderEpoch < 0 || clientLeaderEpoch == leaderEpoch) {
            return null;
        }
        ErrorCode code =
                clientLeaderEpoch < leaderEpoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
        return new BrokerError(
                code, "The leader epoch of " + log.id() + " is " + leaderEpoch + ", not " + clientLeaderEpoch);
    }

    void fetched(int bytes) {
        fetchedBytes += bytes;
    }

    PartitionStatus status() {
        return new PartitionStatus(
                log.startOffset(),
                highWatermark.offset(),
                log.durableOffset(),
                log.sizeBytes(),
                state.appendedBytes(),
                fetchedBytes);
    }

    KeptSnapshot snapshot() {
        return snapshot;
    }

    boolean isEmpty() {
        return log.startOffset() >= log.endOffset();
    }

    /** Its topic's settings. */
    TopicConfig config() {
        return config;
    }

    /** As retention looks at it. */
    RetainedLog retained() {
        return new RetainedLog(config, log, segmentMillis(log.id(), config), lastStableOffset());
    }

    /** Deletes records below an offset, which is at most the end; completes, on any thread, when that is durable. */
    Future<Void> deleteBefore(long offset) {
        LogOptions options = logOptions(log.id(), config);
        return deletion.deleteBefore(offset, options, options);
    }

    /** The same, with the space given back at once, whatever delay the topic has for its files. */
    Future<Void> deleteAtOnceBefore(long offset) {
        return deletion.deleteBefore(offset, logOptions(log.id(), config, 0), logOptions(log.id(), config));
    }

    /** Completes, on the shard's loop, when nobody waits for a flush any more; at once when nobody does. */
    Future<Void> drained() {
        return writer.drained();
    }

    /** Refuses what waits to be written or made durable: the partition is not served any more. */
    void release() {
        released = true;
        integrity.release();
        writer.release(PartitionErrors.notServed(key));
    }
}
