package io.tailwater.core.partition;

import io.tailwater.core.partition.AppendOrigin.TransactionalClient;
import io.tailwater.core.producer.AppendedBatch;
import io.tailwater.core.producer.SequenceVerdict;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one partition: gives offsets, asks what is known of the producer, appends, and answers when that is due. Owned by
 * the partition's shard.
 */
final class PartitionWriter {

    private final PartitionLog log;
    private final PartitionState state;
    private final HighWatermark highWatermark;
    private final StorageTrouble trouble;
    private final ShardEnvironment environment;
    private final ShardLoop loop;
    private final GroupCommit commit;
    private final AppendQueue queue;
    private final TransactionAdmissions admissions;
    private final CRC32C crc = new CRC32C();

    private TopicConfig config;
    private boolean flushTimerRuns;
    private boolean released;

    PartitionWriter(
            PartitionLog log,
            TopicConfig config,
            PartitionState state,
            HighWatermark highWatermark,
            StorageTrouble trouble,
            ShardEnvironment environment,
            ShardLoop loop) {
        this.log = log;
        this.config = config;
        this.state = state;
        this.highWatermark = highWatermark;
        this.trouble = trouble;
        this.environment = environment;
        this.loop = loop;
        this.commit = new GroupCommit(log, loop, environment.metrics(), trouble, highWatermark);
        this.queue = new AppendQueue(log, loop, new QueuedAppends(), trouble);
        this.admissions = new TransactionAdmissions(
                new PartitionKey(log.id().topicId(), log.id().partition()), environment.gate(), loop, queue);
    }

    void reconfigure(TopicConfig changed) {
        config = changed;
        showWhenDurable();
    }

    /** Readers who are held to what is durable wait for a flush even where no producer does. */
    private void showWhenDurable() {
        if (highWatermark.waitsForFlush() && trouble.offline() == null) {
            commit.flushSoon();
        }
    }

    void append(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {
        BrokerError full = environment.space().refusal();
        if (full != null && (origin instanceof AppendOrigin.Client || origin instanceof TransactionalClient)) {
            reply.answer(entry, new AppendOutcome.Refused(full));
        } else if (origin instanceof TransactionalClient client && mustBeLetIn(batch)) {
            admissions.hold(batch, client, acks, reply, entry);
        } else {
            queue.append(batch, origin, acks, reply, entry);
        }
    }

    /** Duplicates, and what is refused anyway, are not worth a question. */
    private boolean mustBeLetIn(ByteBuffer batch) {
        int at = batch.position();
        if (batch.remaining() < RecordBatchHeader.SIZE || !RecordBatchHeader.isTransactional(batch, at)) {
            return false;
        }
        long producerId = RecordBatchHeader.producerId(batch, at);
        if (admissions.isAsking(producerId)) {
            return true;
        }
        short producerEpoch = RecordBatchHeader.producerEpoch(batch, at);
        return !state.producers().inTransaction(producerId, producerEpoch)
                && !admissions.isAdmitted(producerId, producerEpoch)
                && state.producers()
                                .check(
                                        AppendedBatch.of(batch, at),
                                        environment.steady().millis())
                        == SequenceVerdict.IN_SEQUENCE;
    }

    private final class QueuedAppends implements AppendQueue.Appender {

        @Override
        public boolean settle(ByteBuffer batch, AppendOrigin origin) {
            if (refusalOf(batch) != null || !(origin instanceof AppendOrigin.Owner || isAcceptable(batch))) {
                return false;
            }
            place(batch);
            return true;
        }

        /** Whether a client's batch is appended as it is, if it is the next. */
        private boolean isAcceptable(ByteBuffer batch) {
            if (config.logAppendTime() || ControlBatch.read(batch, batch.position()) != null) {
                return false;
            }
            if (RecordBatchHeader.producerId(batch, batch.position()) < 0) {
                return true;
            }
            AppendedBatch fromProducer = AppendedBatch.of(batch, batch.position());
            return state.producers().check(fromProducer, environment.steady().millis()) == SequenceVerdict.IN_SEQUENCE
                    && (!fromProducer.transactional() || isLetIn(fromProducer));
        }

        @Override
        public void append(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {
            appendNow(batch, origin, acks, reply, entry);
        }
    }

    private void appendNow(ByteBuffer batch, AppendOrigin origin, Acks acks, AppendReply reply, int entry) {
        BrokerError refusal = refusalOf(batch);
        if (refusal != null) {
            reply.answer(entry, new AppendOutcome.Refused(refusal));
            return;
        }
        long nowMillis = environment.steady().millis();
        place(batch);
        if (origin instanceof AppendOrigin.Owner) {
            appendTrusted(batch, acks, nowMillis, reply, entry);
        } else if (origin instanceof AppendOrigin.TransactionCoordinator coordinator) {
            appendMarker(batch, coordinator, nowMillis, reply, entry);
        } else {
            appendOfClient(batch, acks, nowMillis, reply, entry);
        }
    }

    /** Says in a batch where it stands in the log, if it is the next. */
    private void place(ByteBuffer batch) {
        RecordBatchHeader.setBaseOffset(batch, batch.position(), log.endOffset());
        RecordBatchHeader.setLeaderEpoch(batch, batch.position(), environment.leaderEpoch());
    }

    private void appendOfClient(ByteBuffer batch, Acks acks, long nowMillis, AppendReply reply, int entry) {
        int at = batch.position();
        long stampedMillis = config.logAppendTime() ? environment.clock().millis() : -1;
        if (config.logAppendTime()) {
            stamp(batch, stampedMillis);
        }
        AppendedBatch fromProducer = RecordBatchHeader.producerId(batch, at) >= 0 ? AppendedBatch.of(batch, at) : null;
        if (fromProducer != null) {
            SequenceVerdict verdict = state.producers().check(fromProducer, nowMillis);
            if (verdict != SequenceVerdict.IN_SEQUENCE) {
                answerOutOfSequence(verdict, acks, reply, entry);
                return;
            }
            if (fromProducer.transactional() && !isLetIn(fromProducer)) {
                reply.answer(entry, new AppendOutcome.Refused(notLetIn(fromProducer)));
                return;
            }
        }
        if (!appendToLog(batch, reply, entry)) {
            return;
        }
        state.appended(batch, at, fromProducer, nowMillis);
        if (fromProducer != null && fromProducer.transactional()) {
            admissions.begun(fromProducer.producerId());
        }
        appended(batch, acks, stampedMillis, reply, entry);
    }

    private boolean isLetIn(AppendedBatch batch) {
        return state.producers().inTransaction(batch.producerId(), batch.producerEpoch())
                || admissions.isAdmitted(batch.producerId(), batch.producerEpoch());
    }

    private BrokerError notLetIn(AppendedBatch batch) {
        return new BrokerError(
                ErrorCode.INVALID_TXN_STATE,
                "Producer " + batch.producerId() + " has no transaction to which " + log.id() + " belongs");
    }

    private void appendMarker(
            ByteBuffer batch,
            AppendOrigin.TransactionCoordinator origin,
            long nowMillis,
            AppendReply reply,
            int entry) {
        TransactionMarker marker = ControlBatch.read(batch, batch.position());
        BrokerError refusal =
                marker == null ? null : state.producers().check(marker, origin.epochPerTransaction(), nowMillis);
        if (refusal != null) {
            reply.answer(entry, new AppendOutcome.Refused(refusal));
        } else if (appendTrusted(batch, Acks.FORCED, nowMillis, reply, entry) && marker != null) {
            admissions.ended(marker.producerId());
        }
    }

    /** Returns whether it could be written. */
    private boolean appendTrusted(ByteBuffer batch, Acks acks, long nowMillis, AppendReply reply, int entry) {
        if (!appendToLog(batch, reply, entry)) {
            return false;
        }
        AbortedTransaction aborted = state.replay(batch, batch.position(), nowMillis);
        if (aborted != null) {
            log.noteAborted(aborted);
        }
        appended(batch, acks, -1, reply, entry);
        return true;
    }

    private boolean appendToLog(ByteBuffer batch, AppendReply reply, int entry) {
        try {
            log.append(batch);
        } catch (StorageException e) {
            reply.answer(entry, new AppendOutcome.Refused(trouble.metWriting(e)));
            return false;
        } catch (RuntimeException e) {
            reply.answer(entry, new AppendOutcome.Refused(PartitionErrors.bug(e)));
            return false;
        }
        trouble.over();
        return true;
    }

    private void appended(ByteBuffer batch, Acks acks, long stampedMillis, AppendReply reply, int entry) {
        int at = batch.position();
        environment.metrics().appended(RecordBatchHeader.recordCount(batch, at), batch.remaining());
        long baseOffset = RecordBatchHeader.baseOffset(batch, at);
        answer(acks, new AppendOutcome.Appended(baseOffset, stampedMillis, log.startOffset()), reply, entry);
        highWatermark.appended();
        showWhenDurable();
    }

    /** The batch was checked before it came here; its length is looked at again because memory depends on it. */
    private @Nullable BrokerError refusalOf(ByteBuffer batch) {
        BrokerError offline = trouble.offline();
        if (offline != null) {
            return offline;
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
        boolean durable =
                acks == Acks.FORCED || (acks == Acks.DURABLE && config.durability() == TopicConfig.Durability.ACKS);
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
        if (!released && log.durableOffset() < log.endOffset() && trouble.offline() == null) {
            commit.flushSoon();
        }
    }

    /** Completes, on the shard's loop, when nobody waits for a flush any more; at once when nobody does. */
    Future<Void> drained() {
        return commit.drained();
    }

    /** Refuses what waits to be written or made durable, and what comes. */
    void release(BrokerError error) {
        released = true;
        AppendOutcome.Refused gone = new AppendOutcome.Refused(error);
        admissions.refuseAll(error);
        queue.refuseAll(gone);
        commit.release(gone);
    }
}
