package io.tailwater.core.client;

import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends records: what one producer gives it reaches each partition in that order. Confined to the event loop of the context
 * it was made for. The caller bounds how much it has under way.
 */
public final class RecordProducer {

    private static final short NO_EPOCH = -1;
    private static final int BATCH_BYTES = 512 << 10;

    private final RecordAccess access;
    private final AppendSequence appends;
    private int keyless;

    public RecordProducer(RecordAccess access, Context context) {
        this.access = access;
        this.appends = access.partitions().appends(context);
    }

    /** Records of one batch, and which of the caller's they are. */
    private record Batch(int partition, BatchBuilder builder, List<Integer> indexes) {}

    /**
     * Appends records.
     *
     * @param session whose they are: it is looked at each time whether they may still write to the topic
     * @param acks when it is answered
     * @return one outcome for each, in order: a batch that is refused does not hinder others; never failed
     */
    public Future<List<RecordOutcome>> produce(ClientSession session, Topic topic, List<NewRecord> records, Acks acks) {
        BrokerError refusal = access.refusal(session, AclOperation.WRITE, topic.name());
        if (refusal != null) {
            return Future.succeededFuture(Collections.nCopies(records.size(), new RecordOutcome.Refused(refusal)));
        }
        RecordOutcome[] outcomes = new RecordOutcome[records.size()];
        List<Future<?>> rounds = new ArrayList<>();
        Map<Integer, Batch> batches = new LinkedHashMap<>();
        int spread = keyless++ & Integer.MAX_VALUE;
        int room = Math.min(BATCH_BYTES, topic.config().maxMessageBytes());
        for (int i = 0; i < outcomes.length; i++) {
            NewRecord record = records.get(i);
            int partition = partitionOf(record, topic, spread);
            if (partition >= topic.partitionCount()) {
                outcomes[i] = new RecordOutcome.Refused(noSuchPartition(topic, partition));
                continue;
            }
            Batch batch = batches.get(partition);
            if (batch != null && batch.builder().sizeInBytes() + record.sizeInBytes() > room) {
                rounds.add(append(topic, batches.values(), acks, outcomes));
                batches.clear();
                batch = null;
            }
            if (batch == null) {
                batch = new Batch(partition, access.format().newBatch(-1, NO_EPOCH), new ArrayList<>());
                batches.put(partition, batch);
            }
            batch.indexes().add(i);
            batch.builder()
                    .append(
                            record.timestampMillis() == NewRecord.NOW
                                    ? access.clock().millis()
                                    : record.timestampMillis(),
                            record.key(),
                            record.value(),
                            record.headers());
        }
        rounds.add(append(topic, batches.values(), acks, outcomes));
        return Future.join(rounds).map(done -> Arrays.asList(outcomes));
    }

    private static int partitionOf(NewRecord record, Topic topic, int spread) {
        if (record.partition() >= 0) {
            return record.partition();
        }
        return record.key() == null
                ? spread % topic.partitionCount()
                : KeyPartitioner.partitionOf(record.key(), topic.partitionCount());
    }

    private Future<?> append(Topic topic, Iterable<Batch> batches, Acks acks, RecordOutcome[] outcomes) {
        List<Batch> sent = new ArrayList<>();
        List<PartitionAppend> entries = new ArrayList<>();
        for (Batch batch : batches) {
            sent.add(batch);
            entries.add(new PartitionAppend(
                    new PartitionKey(topic.id(), batch.partition()),
                    batch.builder().build()));
        }
        if (sent.isEmpty()) {
            return Future.succeededFuture();
        }
        return appends.append(entries, acks).onSuccess(appended -> {
            for (int i = 0; i < appended.size(); i++) {
                answer(sent.get(i), appended.get(i), outcomes);
            }
        });
    }

    private static void answer(Batch batch, AppendOutcome outcome, RecordOutcome[] outcomes) {
        for (int i = 0; i < batch.indexes().size(); i++) {
            outcomes[batch.indexes().get(i)] = outcome instanceof AppendOutcome.Appended appended
                    ? new RecordOutcome.Stored(batch.partition(), appended.baseOffset() + i)
                    : new RecordOutcome.Refused(((AppendOutcome.Refused) outcome).error());
        }
    }

    private static BrokerError noSuchPartition(Topic topic, int partition) {
        return new BrokerError(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                "Topic " + topic.name() + " has no partition " + partition + ": it has 0 to "
                        + (topic.partitionCount() - 1) + ".");
    }
}
