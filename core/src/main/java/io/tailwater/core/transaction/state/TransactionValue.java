package io.tailwater.core.transaction.state;

import io.tailwater.core.coordinator.FieldReader;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.TransactionStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a transactional id, as it is in the log (Kafka's TransactionLogValue). Immutable.
 *
 * @param producerId the id its producer writes with
 * @param previousProducerId the one before the last change, {@link #NONE} when there was none
 * @param nextProducerId the one its producer was told to take with its next transaction, or {@link #NONE}
 * @param producerEpoch the epoch its producer writes with
 * @param lastProducerEpoch the epoch before, for a producer that did not get the answer, or {@link #NONE}
 * @param timeoutMillis after how long a transaction is aborted
 * @param status how far its transaction is
 * @param partitions those that belong to the transaction
 * @param updatedMillis when this was written, since 1970
 * @param startMillis when the transaction began, or {@link #NONE}
 * @param transactionVersion the {@code transaction.version} its producer keeps to
 */
record TransactionValue(
        long producerId,
        long previousProducerId,
        long nextProducerId,
        short producerEpoch,
        short lastProducerEpoch,
        int timeoutMillis,
        TransactionStatus status,
        SortedSet<PartitionName> partitions,
        long updatedMillis,
        long startMillis,
        short transactionVersion) {

    static final int NONE = -1;

    /** From this {@code transaction.version} on every transaction has an epoch of its own (KIP-890). */
    static final short EPOCH_PER_TRANSACTION = 2;

    private static final int FLEXIBLE_VERSION = 1;
    private static final int PREVIOUS_PRODUCER_ID_TAG = 0;
    private static final int NEXT_PRODUCER_ID_TAG = 1;
    private static final int TRANSACTION_VERSION_TAG = 2;

    /** Our own: Kafka forgets it when a coordinator moves, and then fences a producer that asks again. It skips the field. */
    private static final int LAST_PRODUCER_EPOCH_TAG = 1_000;

    TransactionValue {
        partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }

    boolean hasEpochPerTransaction() {
        return transactionVersion >= EPOCH_PER_TRANSACTION;
    }

    /** Whether a producer has the identity that it was told to take with its next transaction, as far as that is another. */
    boolean isNext(ProducerClaim producer) {
        return nextProducerId != NONE && producer.producerId() == nextProducerId && producer.producerEpoch() == 0;
    }

    /** Begins a change of it. */
    TransactionChange change(long nowMillis) {
        return new TransactionChange(this, nowMillis);
    }

    ByteBuffer encode() {
        FieldWriter fields = new FieldWriter(96)
                .int16(FLEXIBLE_VERSION)
                .int64(producerId)
                .int16(producerEpoch)
                .int32(timeoutMillis)
                .int8(status.number());
        encodePartitions(fields);
        fields.int64(updatedMillis).int64(startMillis);
        return encodeTags(fields).toBuffer();
    }

    private void encodePartitions(FieldWriter fields) {
        if (status == TransactionStatus.EMPTY) {
            fields.unsignedVarint(0);
            return;
        }
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (PartitionName name : partitions) {
            byTopic.computeIfAbsent(name.topic(), topic -> new ArrayList<>()).add(name.partition());
        }
        fields.unsignedVarint(byTopic.size() + 1);
        byTopic.forEach((topic, indexes) -> {
            fields.compactString(topic).unsignedVarint(indexes.size() + 1);
            indexes.forEach(fields::int32);
            fields.noTags();
        });
    }

    private FieldWriter encodeTags(FieldWriter fields) {
        int tags = (previousProducerId == NONE ? 0 : 1)
                + (nextProducerId == NONE ? 0 : 1)
                + (transactionVersion == 0 ? 0 : 1)
                + (lastProducerEpoch == NONE ? 0 : 1);
        fields.unsignedVarint(tags);
        if (previousProducerId != NONE) {
            fields.unsignedVarint(PREVIOUS_PRODUCER_ID_TAG)
                    .unsignedVarint(Long.BYTES)
                    .int64(previousProducerId);
        }
        if (nextProducerId != NONE) {
            fields.unsignedVarint(NEXT_PRODUCER_ID_TAG)
                    .unsignedVarint(Long.BYTES)
                    .int64(nextProducerId);
        }
        if (transactionVersion != 0) {
            fields.unsignedVarint(TRANSACTION_VERSION_TAG)
                    .unsignedVarint(Short.BYTES)
                    .int16(transactionVersion);
        }
        if (lastProducerEpoch != NONE) {
            fields.unsignedVarint(LAST_PRODUCER_EPOCH_TAG)
                    .unsignedVarint(Short.BYTES)
                    .int16(lastProducerEpoch);
        }
        return fields;
    }

    /** Reads any version from the buffer's position on. */
    static TransactionValue decode(ByteBuffer value) {
        FieldReader fields = new FieldReader(value);
        int version = fields.int16();
        if (version < 0 || version > FLEXIBLE_VERSION) {
            throw new IllegalArgumentException("version " + version + " of a transactional id is not known");
        }
        boolean flexible = version == FLEXIBLE_VERSION;
        long producerId = fields.int64();
        short producerEpoch = fields.int16();
        int timeoutMillis = fields.int32();
        TransactionStatus status = TransactionStatus.ofNumber(fields.int8());
        SortedSet<PartitionName> partitions = decodePartitions(fields, flexible);
        long updatedMillis = fields.int64();
        long startMillis = fields.int64();
        long[] tagged = {NONE, NONE, 0, NONE};
        if (flexible) {
            fields.tags((tag, field) -> decodeTag(tag, field, tagged));
        }
        return new TransactionValue(
                producerId,
                tagged[PREVIOUS_PRODUCER_ID_TAG],
                tagged[NEXT_PRODUCER_ID_TAG],
                producerEpoch,
                (short) tagged[3],
                timeoutMillis,
                status,
                partitions,
                updatedMillis,
                startMillis,
                (short) tagged[TRANSACTION_VERSION_TAG]);
    }

    private static void decodeTag(int tag, FieldReader field, long[] tagged) {
        switch (tag) {
            case PREVIOUS_PRODUCER_ID_TAG, NEXT_PRODUCER_ID_TAG -> tagged[tag] = field.int64();
            case TRANSACTION_VERSION_TAG -> tagged[tag] = field.int16();
            case LAST_PRODUCER_EPOCH_TAG -> tagged[3] = field.int16();
            default -> {}
        }
    }

    private static SortedSet<PartitionName> decodePartitions(FieldReader fields, boolean flexible) {
        SortedSet<PartitionName> partitions = new TreeSet<>();
        for (int topics = count(fields, flexible); topics > 0; topics--) {
            String topic = flexible ? fields.compactString() : fields.string();
            for (int left = count(fields, flexible); left > 0; left--) {
                partitions.add(new PartitionName(topic, fields.int32()));
            }
            if (flexible) {
                fields.tags((tag, field) -> {});
            }
        }
        return partitions;
    }

    /** An array that is null, as that of an empty transaction is, counts as one without elements. */
    private static int count(FieldReader fields, boolean flexible) {
        return flexible ? fields.compactNullableCount() : fields.nullableCount();
    }
}
