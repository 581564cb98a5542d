package io.tailwater.core.partition;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What most tests of shards have: three of them, and a topic of five partitions on them. */
abstract class ShardsSuite {

    ShardsUnderTest shards;
    TopicUnderTest orders;

    @BeforeEach
    final void start(@TempDir Path directory) {
        shards = new ShardsUnderTest(directory, 3);
        orders = new TopicUnderTest(shards.adopt(Topics.topic("orders", 5)));
    }

    @AfterEach
    final void stop() {
        shards.close();
    }
}
