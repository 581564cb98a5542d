package io.tailwater.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WorkerCallTest {

    @Test
    void answersWhenTheExecutorHasMadeTheCall() {
        Runnable[] taken = new Runnable[1];
        Future<Integer> answer = WorkerCall.of(task -> taken[0] = task, () -> 7);
        assertThat(answer.isComplete()).isFalse();

        taken[0].run();

        assertThat(answer.result()).isEqualTo(7);
    }

    /** Whoever waits would wait for ever. */
    @Test
    void failsWithWhateverTheCallThrows() {
        IOException disk = new IOException("gone");
        OutOfMemoryError memory = new OutOfMemoryError("full");

        assertThat(WorkerCall.of(Runnable::run, () -> {
                            throw disk;
                        })
                        .cause())
                .isSameAs(disk);
        assertThat(WorkerCall.of(Runnable::run, () -> {
                            throw memory;
                        })
                        .cause())
                .isSameAs(memory);
    }

    @Test
    void failsWhenTheExecutorTakesNothingMore() {
        Future<Integer> answer = WorkerCall.of(
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                () -> 7);

        assertThat(answer.cause()).hasMessage("closed");
    }
}
