package io.tailwater.core.share.state;

import static io.tailwater.core.share.AcknowledgeType.ACCEPT;
import static io.tailwater.core.share.AcknowledgeType.RELEASE;
import static io.tailwater.core.share.state.SharesUnderTest.LOCK_MILLIS;
import static io.tailwater.core.share.state.SharesUnderTest.MAX_LOCKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.result.Done;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.state.FetchTicket.Claims;
import org.junit.jupiter.api.Test;

/** Who reads when, and who waits for what. */
class ClaimsTest {

    private final SharesUnderTest shares = new SharesUnderTest();
    private final ShareFetchQuery ofA = SharesUnderTest.query("a", 10, false);
    private final ShareFetchQuery ofB = SharesUnderTest.query("b", 10, false);
    private final FetchTicket a = new FetchTicket(ofA.member());
    private final FetchTicket b = new FetchTicket(ofB.member());

    @Test
    void onlyOneReadsAtATimeAndTheNextFollows() {
        shares.append(10, 10);
        Claims first = shares.claim(a, 1_000).value();
        Answer<Claims> second = shares.claim(b, 1_000);
        assertThat(second.isGiven()).isFalse();

        assertThat(shares.acquire(a, ofA, first)).containsExactly(new AcquiredRange(0, 9, 1));

        assertThat(shares.acquire(b, ofB, second.value())).containsExactly(new AcquiredRange(10, 19, 1));
    }

    @Test
    void whoWaitsForTooLongGetsNothing() {
        shares.claim(a, 1_000);
        Answer<Claims> second = shares.claim(b, 1_000);

        shares.coordinator().elapse(1_000);

        assertThat(second.value()).isEqualTo(Claims.NONE);
    }

    @Test
    void whoGivesUpMakesRoom() {
        shares.claim(a, 1_000);
        Answer<Claims> second = shares.claim(b, 1_000);

        leave(a);

        assertThat(second.value().positions()).hasSize(1);
    }

    @Test
    void whoNeverComesBackLosesItsClaim() {
        shares.claim(a, 1_000);
        Answer<Claims> second = shares.claim(b, 200_000);

        shares.coordinator().elapse(61_000);

        assertThat(second.value().positions()).hasSize(1);
        shares.append(10);
        assertThat(shares.acquire(a, ofA, shares.claim(b, 0).value())).isEmpty();
    }

    @Test
    void releasedRecordsWakeWhoWaitsAtTheEnd() {
        shares.append(10);
        shares.fetch("c", 10);
        shares.claim(a, 1_000);
        Answer<Done> news = watch(a);
        assertThat(news.isGiven()).isFalse();

        shares.acknowledge("c", 3, 4, RELEASE);

        assertThat(news.hasValue()).isTrue();
        assertThat(shares.acquire(a, ofA, shares.claim(a, 1_000).value())).containsExactly(new AcquiredRange(3, 4, 2));
    }

    @Test
    void newsThatCameBetweenClaimAndWatchAreTold() {
        shares.append(10);
        shares.fetch("c", 10);
        shares.claim(a, 1_000);
        shares.release("c");

        assertThat(watch(a).hasValue()).isTrue();
    }

    @Test
    void locksThatTimeOutWakeWhoWaitsAtTheEnd() {
        shares.append(10);
        shares.fetch("c", 10);
        shares.claim(a, 2 * LOCK_MILLIS);
        Answer<Done> news = watch(a);

        shares.coordinator().elapse(LOCK_MILLIS);

        assertThat(news.hasValue()).isTrue();
    }

    @Test
    void roomWakesWhoWaitsForIt() {
        shares.append(MAX_LOCKS, 10);
        shares.fetch("c", MAX_LOCKS);
        Answer<Claims> first = shares.claim(a, 1_000);
        assertThat(first.isGiven()).isFalse();

        shares.acknowledge("c", 0, 9, ACCEPT);

        assertThat(shares.acquire(a, ofA, first.value()))
                .containsExactly(new AcquiredRange(MAX_LOCKS, MAX_LOCKS + 9, 1));
    }

    @Test
    void theNextIsToldWhenTheOneThatWasToldDoesNotComeBackForIt() {
        shares.append(10);
        shares.fetch("c", 10);
        shares.claim(a, 1_000);
        watch(a);
        Answer<Claims> second = shares.claim(b, 1_000);
        shares.acknowledge("c", 0, 9, RELEASE);
        assertThat(second.isGiven()).isFalse();

        leave(a);

        assertThat(shares.acquire(b, ofB, second.value())).containsExactly(new AcquiredRange(0, 9, 2));
    }

    @Test
    void whoWaitsForADeletedTopicIsSentToLookAgain() {
        shares.claim(a, 1_000);
        Answer<Done> news = watch(a);
        Answer<Claims> second = shares.claim(b, 1_000);

        shares.deleteTopic();

        assertThat(news.hasValue()).isTrue();
        assertThat(second.isGiven()).isTrue();
        assertThat(shares.acquire(a, ofA, new FetchTicket.Found(SharesUnderTest.PARTITION, 0, 0, java.util.List.of())))
                .isEmpty();
    }

    private Answer<Done> watch(FetchTicket ticket) {
        return shares.coordinator().ask((state, reply, output) -> state.watch(ticket, reply, output));
    }

    private void leave(FetchTicket ticket) {
        shares.coordinator().<Done>ask((state, reply, output) -> state.leave(ticket, reply, output));
    }
}
