package io.tailwater.core.transaction.state;

import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes one value of another. Used by one step; what is not said stays as it was. */
final class TransactionChange {

    private final TransactionValue from;
    private final long nowMillis;
    private long producerId;
    private long nextProducerId;
    private short producerEpoch;
    private short lastProducerEpoch;
    private int timeoutMillis;
    private SortedSet<PartitionName> partitions;
    private long startMillis;
    private short transactionVersion;

    TransactionChange(TransactionValue from, long nowMillis) {
        this.from = from;
        this.nowMillis = nowMillis;
        this.producerId = from.producerId();
        this.nextProducerId = from.nextProducerId();
        this.producerEpoch = from.producerEpoch();
        this.lastProducerEpoch = from.lastProducerEpoch();
        this.timeoutMillis = from.timeoutMillis();
        this.partitions = from.partitions();
        this.startMillis = from.startMillis();
        this.transactionVersion = from.transactionVersion();
    }

    /** Another epoch, and which one a producer may still ask with that did not get the answer. */
    TransactionChange epoch(int epoch, int last) {
        producerEpoch = (short) epoch;
        lastProducerEpoch = (short) last;
        return this;
    }

    TransactionChange producer(long id) {
        producerId = id;
        return this;
    }

    TransactionChange nextProducer(long id) {
        nextProducerId = id;
        return this;
    }

    TransactionChange timeout(int millis) {
        timeoutMillis = millis;
        return this;
    }

    TransactionChange version(int version) {
        transactionVersion = (short) version;
        return this;
    }

    /** The transaction begins now. */
    TransactionChange begin() {
        startMillis = nowMillis;
        return this;
    }

    TransactionChange add(Set<PartitionName> more) {
        SortedSet<PartitionName> all = new TreeSet<>(partitions);
        all.addAll(more);
        partitions = all;
        return this;
    }

    /** Without a transaction. */
    TransactionChange clear() {
        partitions = new TreeSet<>();
        startMillis = TransactionValue.NONE;
        return this;
    }

    /** Markers are everywhere; when the transaction began stays known. */
    TransactionChange clearPartitions() {
        partitions = new TreeSet<>();
        return this;
    }

    TransactionValue to(TransactionStatus status) {
        return new TransactionValue(
                producerId,
                from.producerId(),
                nextProducerId,
                producerEpoch,
                lastProducerEpoch,
                timeoutMillis,
                status,
                partitions,
                nowMillis,
                startMillis,
                transactionVersion);
    }
}
