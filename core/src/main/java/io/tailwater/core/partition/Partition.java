package io.tailwater.core.partition;

import io.tailwater.core.producer.AppendedBatch;
import io.tailwater.core.producer.SequenceVerdict;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One partition: gives offsets, keeps order and epochs, and knows who waits for its end to move. Owned by one shard.
 *
 * <p>The high watermark and the last stable offset are the log's end: there is one replica, and there are no transactions yet.
 */
final class Partition {

    private final PartitionKey key;
    private final PartitionLog log;
    private final ShardEnvironment environment;
    private final ShardLoop loop;
    private final PartitionState state;
    private final StorageTrouble trouble;
    private final GroupCommit commit;
    private final AppendQueue queue;
    private final Watchers watchers = new Watchers();
    private final CRC32C crc = new CRC32C();

    private TopicConfig config;
    private boolean flushTimerRuns;
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
        this.loop = loop;
        this.trouble = new StorageTrouble(log.id());
        this.commit = new GroupCommit(log, loop, environment.metrics(), trouble);
        this.queue = new AppendQueue(log, loop, this::appendNow, trouble);
        state.epochs().begin(environment.leaderEpoch(), log.endOffset());
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
        config = changed;
        log.reconfigure(logOptions(changed));
    }

    static LogOptions logOptions(TopicConfig config) {
        return new LogOptions(config.segmentBytes(), config.segmentMillis(), config.indexIntervalBytes());
    }

    /**
     * Appends one batch, which has been checked, and answers when {@code acks} and the topic's settings say so.
     *
     * @param batch written in place; not touched any more once it is answered
     */
    void append(ByteBuffer batch, Acks acks, AppendReply reply, int entry) {
        queue.append(batch, acks, reply, entry);
    }

    private void appendNow(ByteBuffer batch, Acks acks, AppendReply reply, int entry) {
        BrokerError refusal = refusalOf(batch);
        if (refusal != null) {
            reply.answer(entry, new AppendOutcome.Refused(refusal));
            return;
        }
        int at = batch.position();
        long baseOffset = log.endOffset();
        long nowMillis = environment.clock().millis();
        RecordBatchHeader.setBaseOffset(batch, at, baseOffset);
        RecordBatchHeader.setLeaderEpoch(batch, at, environment.leaderEpoch());
        if (config.logAppendTime()) {
            stamp(batch, nowMillis);
        }
        AppendedBatch fromProducer = RecordBatchHeader.producerId(batch, at) >= 0 ? AppendedBatch.of(batch, at) : null;
        if (fromProducer != null) {
            SequenceVerdict verdict = state.producers().check(fromProducer, nowMillis);
            if (verdict != SequenceVerdict.IN_SEQUENCE) {
                answerOutOfSequence(verdict, acks, reply, entry);
                return;
            }
        }
        try {
            log.append(batch);
        } catch (StorageException e) {
            reply.answer(entry, new AppendOutcome.Refused(trouble.met(e)));
            return;
        } catch (RuntimeException e) {
            reply.answer(entry, new AppendOutcome.Refused(PartitionErrors.bug(e)));
            return;
        }
        trouble.over();
        state.appended(batch, at, fromProducer, nowMillis);
        environment.metrics().appended(RecordBatchHeader.recordCount(batch, at), batch.remaining());
        long stampedMillis = config.logAppendTime() ? nowMillis : -1;
        int size = batch.remaining();
        answer(acks, new AppendOutcome.Appended(baseOffset, stampedMillis, log.startOffset()), reply, entry);
        watchers.advanced(size);
    }

    /** The batch was checked before it came here; its length is looked at again because memory depends on it. */
    private @Nullable BrokerError refusalOf(ByteBuffer batch) {
        Throwable offline = commit.failure();
        if (offline != null) {
            return PartitionErrors.offline(log.id(), offline);
        }
        int size = batch.remaining();
        if (size < RecordBatchHeader.SIZE
                || RecordBatchHeader.sizeInBytes(batch, batch.position()) != size
                || RecordBatchHeader.lastOffsetDelta(batch, batch.position()) < 0) {
            return new BrokerError(
                    ErrorCode.INVALID_RECORD, "An append to " + log.id() + " has to be exactly one batch of records");
        }
        return null;
    }

    private void stamp(ByteBuffer batch, long nowMillis) {
        int at = batch.position();
        RecordBatchHeader.setLogAppendTime(batch, at, nowMillis);
        crc.reset();
        int from = at + RecordBatchHeader.CRC_COVERS_FROM;
        crc.update(batch.slice(from, batch.limit() - from));
        RecordBatchHeader.setCrc(batch, at, crc.getValue());
    }

    private void answerOutOfSequence(SequenceVerdict verdict, Acks acks, AppendReply reply, int entry) {
        if (verdict instanceof SequenceVerdict.Duplicate duplicate) {
            long stampedMillis = config.logAppendTime() ? duplicate.timestampMillis() : -1;
            answer(
                    acks,
                    new AppendOutcome.Appended(duplicate.baseOffset(), stampedMillis, log.startOffset()),
                    reply,
                    entry);
        } else if (verdict instanceof SequenceVerdict.Refused refused) {
            reply.answer(entry, new AppendOutcome.Refused(refused.error()));
        }
    }

    /** Answers now, or, where durability is asked for, after the flush that covers everything appended so far. */
    private void answer(Acks acks, AppendOutcome outcome, AppendReply reply, int entry) {
        boolean durable = acks == Acks.DURABLE && config.durability() == TopicConfig.Durability.ACKS;
        if (durable || log.endOffset() - log.durableOffset() >= config.flushMessages()) {
            commit.answerWhenDurable(log.endOffset(), reply, entry, outcome);
            return;
        }
        reply.answer(entry, outcome);
        if (config.flushMillis() != Long.MAX_VALUE && !flushTimerRuns) {
            flushTimerRuns = true;
            loop.schedule(Math.max(1, config.flushMillis()), this::flushOnTime);
        }
    }

    private void flushOnTime() {
        flushTimerRuns = false;
        if (!released && log.durableOffset() < log.endOffset() && commit.failure() == null) {
            commit.flushSoon();
        }
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

    PartitionStatus status() {
        long sizeBytes = 0;
        for (SegmentInfo segment : log.segments()) {
            sizeBytes += segment.sizeBytes();
        }
        return new PartitionStatus(log.startOffset(), log.endOffset(), log.durableOffset(), sizeBytes);
    }

    /** Deletes records below an offset, which is at most the end; completes, on any thread, when that is durable. */
    CompletionStage<Void> deleteBefore(long offset) {
        CompletionStage<Void> deleted = log.deleteBefore(offset);
        state.epochs().startMovedTo(log.startOffset());
        return deleted;
    }

    /** Completes, on the shard's loop, when nobody waits for a flush any more; at once when nobody does. */
    Future<Void> drained() {
        return commit.drained();
    }

    /** Refuses what waits to be written or made durable: the partition is not served any more. */
    void release() {
        released = true;
        AppendOutcome.Refused gone = new AppendOutcome.Refused(PartitionErrors.notServed(key));
        queue.refuseAll(gone);
        commit.refuseHeld(gone);
    }
}
