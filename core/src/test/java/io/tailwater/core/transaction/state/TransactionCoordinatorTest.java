package io.tailwater.core.transaction.state;

import static io.tailwater.core.transaction.state.CoordinatorHarness.ID;
import static io.tailwater.core.transaction.state.CoordinatorHarness.INVOICES;
import static io.tailwater.core.transaction.state.CoordinatorHarness.ORDERS;
import static io.tailwater.core.transaction.state.CoordinatorHarness.TIMEOUT_MILLIS;
import static io.tailwater.core.transaction.state.CoordinatorHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.InitProducer;
import io.tailwater.core.transaction.ListTransactions;
import io.tailwater.core.transaction.ProducerIdentity;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the coordinator says to producers, after Kafka's rules. */
class TransactionCoordinatorTest {

    private final CoordinatorHarness harness = new CoordinatorHarness();

    // ---- ids and epochs

    @Test
    void givesANewProducerAnIdAndEpochZero() {
        assertThat(harness.init(ID).value()).isEqualTo(identity(100, 0));
        assertThat(harness.init("other").value()).isEqualTo(identity(101, 0));
    }

    @Test
    void fencesWhoeverUsedTheIdBefore() {
        ProducerIdentity zombie = harness.init(ID).value();
        ProducerIdentity producer = harness.init(ID).value();

        assertThat(producer).isEqualTo(identity(100, 1));
        assertThat(harness.add(zombie, ORDERS).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.end(zombie, false).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.init(ID, zombie).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
    }

    @Test
    void givesAProducerAnotherEpochAfterAnErrorAndTheSameWhenItAsksAgain() {
        ProducerIdentity producer = harness.init(ID).value();
        ProducerIdentity next = harness.init(ID, producer).value();

        assertThat(next).isEqualTo(identity(100, 1));
        assertThat(harness.init(ID, producer).value()).isEqualTo(next);
        harness.coordinator.restart();
        assertThat(harness.init(ID, producer).value()).as("after a restart").isEqualTo(next);
        assertThat(harness.init(ID, identity(99, 1)).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
    }

    @Test
    void abortsWhatWasLeftOpenBeforeItGivesTheIdToAnother() {
        ProducerIdentity zombie = harness.init(ID).value();
        harness.add(zombie, ORDERS);

        assertThat(harness.init(ID).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(harness.markers.element().marker()).isEqualTo(new TransactionMarker(100, (short) 2, false, 7));
        assertThat(harness.init(ID).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        harness.writeMarkers();
        assertThat(harness.init(ID).value()).isEqualTo(identity(100, 3));
        assertThat(harness.end(zombie, true).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
    }

    @Test
    void takesAnotherIdWhenTheEpochsAreUsedUp() {
        ProducerIdentity producer = harness.init(ID).value();
        while (producer.producerEpoch() < Short.MAX_VALUE - 1) {
            producer = harness.init(ID, producer).value();
        }

        ProducerIdentity fresh = harness.init(ID, producer).value();

        assertThat(fresh).isEqualTo(identity(101, 0));
        assertThat(harness.init(ID, producer).value()).as("asked again").isEqualTo(fresh);
    }

    @Test
    void theNextTransactionHasAnotherIdWhenTheEpochsAreUsedUp() {
        ProducerIdentity producer = harness.init(ID).value();
        while (producer.producerEpoch() < Short.MAX_VALUE - 1) {
            producer = harness.init(ID, producer).value();
        }
        harness.add(producer, ORDERS);

        ProducerIdentity fresh = harness.end(producer, true).value();
        Answer<Done> next = harness.add(fresh, INVOICES);

        assertThat(fresh).isEqualTo(identity(101, 0));
        assertThat(harness.end(fresh, false).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(harness.markers.element().marker()).isEqualTo(new TransactionMarker(100, Short.MAX_VALUE, true, 7));
        assertThat(next.isGiven()).isFalse();
        harness.writeMarkers();
        assertThat(next.value()).isEqualTo(Done.DONE);
        assertThat(harness.describe().producer()).isEqualTo(CoordinatorHarness.claim(fresh));
    }

    @Test
    void asksAgainAfterTheIdChangedGetTheSameAnswer() {
        ProducerIdentity producer = harness.init(ID).value();
        while (producer.producerEpoch() < Short.MAX_VALUE - 1) {
            producer = harness.init(ID, producer).value();
        }
        harness.add(producer, ORDERS);
        ProducerIdentity fresh = harness.end(producer, true).value();
        harness.writeMarkers();

        assertThat(harness.end(producer, true).value()).isEqualTo(fresh);
        assertThat(harness.end(producer, false).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void refusesTimeOutsOutOfBoundsAndMoreIdsThanItMayHold() {
        assertThat(initWithTimeout(0).errorCode()).isEqualTo(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
        assertThat(initWithTimeout(900_001).errorCode()).isEqualTo(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
        assertThat(harness.init("").errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
        harness.init("a");
        harness.init("b");
        harness.init("c");
        assertThat(harness.init("d").errorCode()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(harness.init("a").value().producerEpoch()).isEqualTo((short) 1);
    }

    private Answer<ProducerIdentity> initWithTimeout(int millis) {
        return harness.coordinator.ask(
                (state, reply, output) -> state.initProducer(new InitProducer(ID, millis, null), 1, reply, output));
    }

    // ---- a transaction

    @Test
    void writesDownWhatIsDecidedThenMarkersThenThatTheyAreThere() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        harness.add(producer, INVOICES);
        harness.coordinator.holdFlushes();

        Answer<ProducerIdentity> ended = harness.end(producer, true);

        assertThat(ended.isGiven()).isFalse();
        assertThat(harness.markers).as("before the decision is on disk").isEmpty();
        harness.coordinator.flush();
        assertThat(ended.value()).isEqualTo(identity(100, 1));
        assertThat(harness.markers)
                .containsExactly(new DecidedTransaction(
                        ID, new TransactionMarker(100, (short) 1, true, 7), true, List.of(INVOICES, ORDERS)));
        harness.writeMarkers();
        harness.coordinator.flush();
        assertThat(harness.coordinator.records()).hasSize(5);
    }

    @Test
    void theNextTransactionWaitsForTheMarkersOfTheOneBefore() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, true).value();

        Answer<Done> added = harness.add(next, ORDERS);
        assertThat(added.isGiven()).isFalse();
        harness.writeMarkers();

        assertThat(added.value()).isEqualTo(Done.DONE);
        assertThat(harness.describe().status()).isEqualTo(TransactionStatus.ONGOING);
    }

    @Test
    void theNextTransactionIsAbortedLaterWhenTheMarkersOfTheOneBeforeAreNotThere() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, true).value();

        assertThat(harness.end(next, false).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        harness.writeMarkers();

        assertThat(harness.end(next, false).value()).isEqualTo(identity(100, 2));
    }

    @Test
    void doesNotWaitForMarkersForEver() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, true).value();
        Answer<Done> added = harness.add(next, ORDERS);

        harness.coordinator.elapse(PartitionAdding.PATIENCE_MILLIS);

        assertThat(added.errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
    }

    @Test
    void knowsWhichPartitionsBelongToATransaction() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);

        assertThat(harness.verify(producer, ORDERS).value()).isEqualTo(Done.DONE);
        assertThat(harness.verify(producer, INVOICES).errorCode()).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(harness.verify(identity(100, 9), ORDERS).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.verify(identity(9, 0), ORDERS).errorCode()).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        harness.endWithinEpoch(producer, true);
        assertThat(harness.verify(producer, ORDERS).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        harness.writeMarkers();
        assertThat(harness.verify(producer, ORDERS).errorCode()).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
    }

    @Test
    void addingWhatIsThereWritesNothing() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS, INVOICES);
        int before = harness.coordinator.logSize();

        assertThat(harness.add(producer, INVOICES).value()).isEqualTo(Done.DONE);
        assertThat(harness.coordinator.logSize()).isEqualTo(before);
    }

    // ---- ending within an epoch: transaction.version 0 and 1

    @Test
    void aProducerThatKeepsItsEpochEndsWithIt() {
        ProducerIdentity producer = harness.init(ID).value();
        assertThat(harness.endWithinEpoch(producer, false).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        harness.add(producer, ORDERS);

        assertThat(harness.endWithinEpoch(producer, true).value()).isEqualTo(producer);
        assertThat(harness.markers.element().marker()).isEqualTo(new TransactionMarker(100, (short) 0, true, 7));
        assertThat(harness.markers.element().epochPerTransaction()).isFalse();
        assertThat(harness.endWithinEpoch(producer, true).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(harness.endWithinEpoch(producer, false).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        harness.writeMarkers();
        assertThat(harness.endWithinEpoch(producer, true).value()).isEqualTo(producer);
        assertThat(harness.endWithinEpoch(producer, false).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.endWithinEpoch(identity(5, 0), true).errorCode())
                .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    }

    // ---- ending with an epoch: transaction.version 2; the table is KIP-890's

    @Test
    void anEmptyTransactionTakesAnAbortOnly() {
        ProducerIdentity producer = harness.init(ID).value();
        ProducerIdentity second = harness.init(ID).value();

        assertThat(harness.end(producer, false).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.end(producer, true).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.end(second, true).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.end(second, false).value()).isEqualTo(identity(100, 2));
        assertThat(harness.markers).isEmpty();
        assertThat(harness.describe().status()).isEqualTo(TransactionStatus.COMPLETE_ABORT);
    }

    @Test
    void anAbortedTransactionIsAbortedOnceForWhoAsksAgain() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, false).value();
        assertThat(harness.end(producer, false).errorCode()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(harness.end(producer, true).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.end(identity(100, 9), false).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        harness.writeMarkers();

        assertThat(harness.end(producer, false).value()).isEqualTo(next);
        assertThat(harness.end(producer, true).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.end(next, true).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.end(next, false).value()).isEqualTo(identity(100, 2));
    }

    @Test
    void aCommittedTransactionIsCommittedOnceForWhoAsksAgain() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, true).value();
        harness.writeMarkers();

        assertThat(harness.end(producer, true).value()).isEqualTo(next);
        assertThat(harness.end(producer, false).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.end(next, true).errorCode()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(harness.end(next, false).value()).isEqualTo(identity(100, 2));
    }

    // ---- time

    @Test
    void abortsATransactionThatIsOpenForTooLongAndFencesItsProducer() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.coordinator.elapse(1_000);
        harness.add(producer, ORDERS);
        harness.coordinator.elapse(TIMEOUT_MILLIS - 1);
        assertThat(harness.markers).isEmpty();

        harness.coordinator.elapse(1);

        assertThat(harness.markers.element().marker()).isEqualTo(new TransactionMarker(100, (short) 2, false, 7));
        harness.writeMarkers();
        assertThat(harness.end(producer, true).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.end(producer, false).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.init(ID, producer).errorCode()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(harness.init(ID).value()).isEqualTo(identity(100, 3));
    }

    @Test
    void timeRunsOnThroughARestart() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        harness.coordinator.elapse(TIMEOUT_MILLIS / 2);
        harness.coordinator.restart();
        harness.coordinator.elapse(TIMEOUT_MILLIS / 2);

        assertThat(harness.describe().status()).isEqualTo(TransactionStatus.PREPARE_ABORT);
    }

    @Test
    void forgetsAnIdThatIsIdleForLongAndNoneWithAnOpenTransaction() {
        harness.init(ID);
        harness.coordinator.elapse(CoordinatorHarness.CONFIG.idExpirationMillis() - 1);
        assertThat(harness.describe().status()).isEqualTo(TransactionStatus.EMPTY);

        harness.coordinator.elapse(1);

        assertThat(harness.coordinator
                        .<DescribedTransaction>ask((state, reply, output) -> state.describe(ID, reply, output))
                        .errorCode())
                .isEqualTo(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND);
        harness.coordinator.restart();
        assertThat(harness.init(ID).value()).isEqualTo(identity(101, 0));
    }

    // ---- crashes

    @Test
    void goesOnWithWhatWasDecidedAfterACrash() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, true).value();
        DecidedTransaction decided = harness.markers.remove();

        harness.coordinator.crash();

        assertThat(harness.markers).containsExactly(decided);
        harness.writeMarkers();
        assertThat(harness.end(producer, true).value()).isEqualTo(next);
    }

    @Test
    void whatWasNotOnDiskWasNotDecided() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        harness.coordinator.holdFlushes();
        Answer<ProducerIdentity> ended = harness.end(producer, true);

        harness.coordinator.crash();

        assertThat(ended.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(harness.markers).isEmpty();
        assertThat(harness.describe().status()).isEqualTo(TransactionStatus.ONGOING);
    }

    @Test
    void aMarkerOfAnotherTransactionCompletesNothing() {
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        ProducerIdentity next = harness.end(producer, true).value();
        DecidedTransaction first = harness.markers.element();
        harness.writeMarkers();
        harness.add(next, ORDERS);
        harness.end(next, false);

        harness.markers.addFirst(first);
        harness.coordinator.<Done>ask((state, reply, output) -> state.complete(first, reply, output));

        assertThat(harness.describe().status()).isEqualTo(TransactionStatus.PREPARE_ABORT);
    }

    @Test
    void everythingIsInTheLiveRecords() {
        harness.init("a");
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS, INVOICES);
        DescribedTransaction before = harness.describe();

        harness.coordinator.compact();
        harness.coordinator.restart();

        assertThat(harness.describe()).isEqualTo(before);
        assertThat(harness.coordinator.logSize()).isEqualTo(2);
    }

    // ---- administrators

    @Test
    void listsWhatIsAskedFor() {
        harness.init("a");
        ProducerIdentity producer = harness.init(ID).value();
        harness.add(producer, ORDERS);
        harness.coordinator.elapse(500);

        assertThat(list(new ListTransactions(Set.of(), Set.of(), -1))).containsExactlyInAnyOrder("a", ID);
        assertThat(list(new ListTransactions(Set.of(100L), Set.of(), -1))).containsExactly("a");
        assertThat(list(new ListTransactions(Set.of(), Set.of(TransactionStatus.ONGOING), -1)))
                .containsExactly(ID);
        assertThat(list(new ListTransactions(Set.of(), Set.of(), 499))).containsExactly(ID);
        assertThat(list(new ListTransactions(Set.of(), Set.of(), 500))).isEmpty();
    }

    private List<String> list(ListTransactions request) {
        return harness
                .coordinator
                .<List<DescribedTransaction>>ask((state, reply, output) -> state.list(request, reply, output))
                .value()
                .stream()
                .map(listed -> listed.producer().transactionalId())
                .toList();
    }
}
