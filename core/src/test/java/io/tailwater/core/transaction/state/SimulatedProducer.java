package io.tailwater.core.transaction.state;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerIdentity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A producer that writes its transaction's number to some partitions and ends it, and believes what it is told. One that was
 * replaced does not know, and goes on: a zombie. Used by one thread.
 */
final class SimulatedProducer {

    /** What a transaction came to, as far as its producer knows. */
    enum Knowledge {
        COMMITTED,
        ABORTED,
        NOTHING
    }

    /** A transaction as its producer saw it; {@code wrote} has the partitions that took its record. */
    record Transaction(int number, Set<PartitionName> wrote) {}

    private final CoordinatorHarness harness;
    private final SplittableRandom random;
    private final Map<PartitionName, SimulatedPartition> partitions;
    private final Map<Integer, Knowledge> known;

    /** Whether each of its transactions has an epoch of its own (KIP-890). */
    private final boolean epochPerTransaction;

    private ProducerIdentity identity;
    private Answer<ProducerIdentity> initializing;
    private Transaction transaction;
    private PartitionName adding;
    private Answer<Done> added;
    private Answer<ProducerIdentity> ended;
    private boolean committing;
    private boolean ending;

    /** @param known takes what it learns of each transaction */
    SimulatedProducer(
            CoordinatorHarness harness,
            SplittableRandom random,
            Map<PartitionName, SimulatedPartition> partitions,
            Map<Integer, Knowledge> known,
            boolean epochPerTransaction) {
        this.harness = harness;
        this.random = random;
        this.partitions = partitions;
        this.known = known;
        this.epochPerTransaction = epochPerTransaction;
    }

    /** Does the next thing, or waits for an answer. */
    void takeTurn() {
        if (identity == null) {
            initialize();
        } else if (added != null) {
            writeWhenAdded();
        } else if (ending) {
            learnTheEnd();
        } else if (transaction == null) {
            transaction = new Transaction(known.size(), new HashSet<>());
            known.put(transaction.number(), Knowledge.NOTHING);
        } else if (transaction.wrote().size() < 1 + random.nextInt(partitions.size())) {
            write();
        } else {
            ending = true;
            committing = random.nextInt(3) > 0;
            ended = end();
        }
    }

    private void initialize() {
        if (initializing == null) {
            initializing = harness.init(CoordinatorHarness.ID);
        } else if (initializing.isGiven()) {
            identity = hasIdentity(initializing) ? initializing.value() : null;
            initializing = null;
        }
    }

    private static boolean hasIdentity(Answer<ProducerIdentity> answer) {
        return answer.hasValue() && !answer.value().equals(TransactionCoordinator.NEEDS_PRODUCER_ID);
    }

    /** Whether to ask again, as clients do by themselves. */
    private static boolean isToBeAskedAgain(Answer<?> answer) {
        return answer.isRefused()
                && (answer.errorCode() == ErrorCode.COORDINATOR_NOT_AVAILABLE
                        || answer.errorCode() == ErrorCode.CONCURRENT_TRANSACTIONS);
    }

    private void write() {
        List<PartitionName> names = List.copyOf(partitions.keySet());
        adding = names.get(random.nextInt(names.size()));
        // Up to version 1 a producer adds each partition itself; from 2 on the partition does so that has no open
        // transaction.
        boolean isPart = epochPerTransaction
                ? partitions.get(adding).isOpen(identity)
                : transaction.wrote().contains(adding);
        if (isPart) {
            take();
        } else {
            added = harness.add(identity, epochPerTransaction, adding);
        }
    }

    private void writeWhenAdded() {
        if (!added.isGiven()) {
            return;
        }
        Answer<Done> answer = added;
        added = null;
        if (isToBeAskedAgain(answer)) {
            added = harness.add(identity, epochPerTransaction, adding);
        } else if (answer.isRefused()) {
            giveUp();
        } else {
            take();
        }
    }

    private void take() {
        if (partitions.get(adding).write(identity, transaction.number())) {
            transaction.wrote().add(adding);
        } else {
            giveUp();
        }
    }

    private Answer<ProducerIdentity> end() {
        return epochPerTransaction ? harness.end(identity, committing) : harness.endWithinEpoch(identity, committing);
    }

    private void learnTheEnd() {
        if (ended == null) {
            ended = end();
        } else if (ended.isGiven() && (isToBeAskedAgain(ended) || random.nextInt(4) == 0)) {
            ended = null; // Or the answer was lost.
        } else if (ended.isGiven()) {
            if (ended.isRefused()) {
                giveUp();
            } else {
                known.put(transaction.number(), committing ? Knowledge.COMMITTED : Knowledge.ABORTED);
                identity = ended.value();
                transaction = null;
                ending = false;
                ended = null;
            }
        }
    }

    /** After an error whose transaction's end is not known: as an application does, from the beginning. */
    private void giveUp() {
        identity = null;
        transaction = null;
        ending = false;
        ended = null;
    }
}
