package io.tailwater.core.transaction.state;

import io.tailwater.core.config.TransactionsConfig;
import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.coordinator.CoordinatorUnderTest;
import io.tailwater.core.result.Done;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.EndTransaction;
import io.tailwater.core.transaction.InitProducer;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.ProducerIdentity;
import java.util.ArrayDeque;
import java.util.Set;

/** A coordinator with a clock, a log and a disk of its own, whose markers a test writes when it wants. Used by one thread. */
final class CoordinatorHarness {

    static final int TIMEOUT_MILLIS = 60_000;
    static final String ID = "payments";
    static final TransactionsConfig CONFIG = new TransactionsConfig(1, 900_000, 7L * 24 * 60 * 60_000, 3);
    static final PartitionName ORDERS = new PartitionName("orders", 0);
    static final PartitionName INVOICES = new PartitionName("invoices", 3);

    /** Markers that are to be written. */
    final ArrayDeque<DecidedTransaction> markers = new ArrayDeque<>();

    final CoordinatorUnderTest<TransactionCoordinator> coordinator =
            new CoordinatorUnderTest<>(() -> new TransactionCoordinator(() -> CONFIG, markers::add, 7), 1_000_000);

    private long producerIds = 100;

    Answer<ProducerIdentity> init(String id, ProducerIdentity known) {
        InitProducer request = new InitProducer(id, TIMEOUT_MILLIS, known);
        Answer<ProducerIdentity> answer = coordinator.ask((state, reply, output) ->
                state.initProducer(request, TransactionCoordinator.NO_PRODUCER_ID, reply, output));
        return needsId(answer)
                ? coordinator.ask((state, reply, output) -> state.initProducer(request, producerIds++, reply, output))
                : answer;
    }

    Answer<ProducerIdentity> init(String id) {
        return init(id, null);
    }

    Answer<Done> add(ProducerIdentity producer, PartitionName... partitions) {
        return coordinator.ask(
                (state, reply, output) -> state.addPartitions(claim(producer), Set.of(partitions), 2, reply, output));
    }

    Answer<Done> add(ProducerIdentity producer, boolean epochPerTransaction, PartitionName partition) {
        int version = epochPerTransaction ? 2 : 0;
        return coordinator.ask((state, reply, output) ->
                state.addPartitions(claim(producer), Set.of(partition), version, reply, output));
    }

    Answer<Done> verify(ProducerIdentity producer, PartitionName partition) {
        return coordinator.ask((state, reply, output) -> state.verify(claim(producer), partition, reply, output));
    }

    /** As a producer of transaction.version 2 does. */
    Answer<ProducerIdentity> end(ProducerIdentity producer, boolean committed) {
        return end(new EndTransaction(claim(producer), committed, true));
    }

    /** As a producer of transaction.version 0 or 1 does. */
    Answer<ProducerIdentity> endWithinEpoch(ProducerIdentity producer, boolean committed) {
        return end(new EndTransaction(claim(producer), committed, false));
    }

    private Answer<ProducerIdentity> end(EndTransaction request) {
        Answer<ProducerIdentity> answer = coordinator.ask(
                (state, reply, output) -> state.end(request, TransactionCoordinator.NO_PRODUCER_ID, reply, output));
        return needsId(answer)
                ? coordinator.ask((state, reply, output) -> state.end(request, producerIds++, reply, output))
                : answer;
    }

    private static boolean needsId(Answer<ProducerIdentity> answer) {
        return answer.isGiven() && answer.hasValue() && answer.value().equals(TransactionCoordinator.NEEDS_PRODUCER_ID);
    }

    /** Writes the markers that are to be written. */
    void writeMarkers() {
        for (DecidedTransaction next = markers.poll(); next != null; next = markers.poll()) {
            DecidedTransaction written = next;
            coordinator.<Done>ask((state, reply, output) -> state.complete(written, reply, output));
        }
    }

    DescribedTransaction describe() {
        return coordinator
                .<DescribedTransaction>ask((state, reply, output) -> state.describe(ID, reply, output))
                .value();
    }

    static ProducerClaim claim(ProducerIdentity producer) {
        return new ProducerClaim(ID, producer.producerId(), producer.producerEpoch());
    }

    static ProducerIdentity identity(long producerId, int epoch) {
        return new ProducerIdentity(producerId, (short) epoch);
    }
}
