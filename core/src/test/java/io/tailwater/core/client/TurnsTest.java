package io.tailwater.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns();
    private final List<Promise<String>> begun = new ArrayList<>();

    @Test
    void fourAreUnderWayAndTheOthersFollowInOrder() {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            turns.take(this::begin).onSuccess(ended::add);
        }
        assertThat(begun).hasSize(4);

        begun.get(2).complete("third");
        assertThat(begun).hasSize(5);
        begun.get(0).complete("first");
        assertThat(begun).hasSize(6);
        begun.get(5).complete("last");

        assertThat(ended).containsExactly("third", "first", "last");
    }

    @Test
    void theNextBeginsWhenWhoWaitedHasBeenCalled() {
        List<Integer> begunWhenCalled = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            turns.take(this::begin).onSuccess(done -> begunWhenCalled.add(begun.size()));
        }

        begun.get(0).complete("done");

        assertThat(begunWhenCalled).containsExactly(4);
        assertThat(begun).hasSize(5);
    }

    @Test
    void aTurnEndsAlsoWhenItFailsOrThrows() {
        for (int i = 0; i < 10; i++) {
            assertThat(turns.take(() -> Future.failedFuture("no")).failed()).isTrue();
            assertThat(turns.take(() -> {
                                throw new IllegalStateException("neither");
                            })
                            .failed())
                    .isTrue();
        }

        turns.take(this::begin);

        assertThat(begun).hasSize(1);
    }

    private Future<String> begin() {
        Promise<String> promise = Promise.promise();
        begun.add(promise);
        return promise.future();
    }
}
