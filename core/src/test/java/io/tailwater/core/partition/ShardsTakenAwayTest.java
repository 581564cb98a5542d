package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Vert.x is closed before the broker is, and takes the shards away while they are asked. */
class ShardsTakenAwayTest {

    /** Whoever takes the shards away may get no turn for seconds, in which the others would ask millions of questions. */
    private static final int MOST_QUESTIONS = 200_000;

    @TempDir
    Path directory;

    @RepeatedTest(20)
    @Timeout(180)
    void everyQuestionIsAnsweredOrRefused() throws Exception {
        ShardsUnderTest shards = new ShardsUnderTest(directory, 2);
        Topic topic = shards.adopt(Topics.topic("orders", 2));
        List<Future<Result<PartitionStatus>>> asked = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(100);
        AtomicBoolean gone = new AtomicBoolean();
        Thread asking = new Thread(() -> {
            while (!gone.get() && asked.size() < MOST_QUESTIONS) {
                asked.add(shards.partitions.status(new PartitionKey(topic.id(), asked.size() % 2)));
                begun.countDown();
            }
        });
        asking.start();
        begun.await();

        try {
            ShardsUnderTest.await(shards.takeAway());
        } finally {
            gone.set(true);
            asking.join();
        }

        assertThat(ShardsUnderTest.await(Future.join(asked)).size()).isEqualTo(asked.size());
        shards.close();
    }
}
