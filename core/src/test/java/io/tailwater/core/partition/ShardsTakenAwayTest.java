package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Vert.x is closed before the broker is, and takes the shards away while they are asked. */
class ShardsTakenAwayTest {

    /** Questions under way: whoever takes the shards away may get no turn for seconds, in which millions would pile up. */
    private static final int MOST_UNANSWERED = 1_000;

    @TempDir
    Path directory;

    private final Semaphore answered = new Semaphore(MOST_UNANSWERED);
    private final AtomicBoolean gone = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(100);

    @RepeatedTest(20)
    @Timeout(180)
    void everyQuestionIsAnsweredOrRefused() throws Exception {
        ShardsUnderTest shards = new ShardsUnderTest(directory, 2);
        Topic topic = shards.adopt(Topics.topic("orders", 2));
        Thread asking = new Thread(() -> ask(shards, topic));
        asking.start();
        begun.await();

        try {
            ShardsUnderTest.await(shards.takeAway());
        } finally {
            gone.set(true);
            asking.join();
        }

        assertThat(answered.tryAcquire(MOST_UNANSWERED, 60, TimeUnit.SECONDS)).isTrue();
        shards.close();
    }

    private void ask(ShardsUnderTest shards, Topic topic) {
        for (int question = 0; !gone.get(); ) {
            if (answered.tryAcquire()) {
                shards.partitions
                        .status(new PartitionKey(topic.id(), question++ % 2))
                        .onSuccess(answer -> answered.release());
                begun.countDown();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
