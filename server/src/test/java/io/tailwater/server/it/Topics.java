package io.tailwater.server.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Topics of one broker, by its admin client. Thread-safe. */
record Topics(Admin admin) {

    /** Creates a topic with settings as alternating names and values, and waits for it. */
    TopicPartition create(String name, int partitions, String... settings) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1);
        Map<String, String> configs = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            configs.put(settings[i], settings[i + 1]);
        }
        await(admin.createTopics(List.of(topic.configs(configs))).all());
        return new TopicPartition(name, 0);
    }

    long startOffset(TopicPartition partition) {
        return offset(partition, OffsetSpec.earliest()).offset();
    }

    long endOffset(TopicPartition partition) {
        return offset(partition, OffsetSpec.latest()).offset();
    }

    ListOffsetsResultInfo offset(TopicPartition partition, OffsetSpec spec) {
        return await(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition));
    }

    /** Waits until no transaction is under way there: one ends a little after who asked for its end was answered. */
    void awaitNoTransaction(TopicPartition partition) {
        ListOffsetsOptions stable = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> await(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), stable)
                                        .partitionResult(partition))
                                .offset()
                        == endOffset(partition));
    }

    /** What an admin request was answered with; a refusal is thrown as the AssertionError's cause. */
    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("Refused: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }

    /** Why an admin request was refused. */
    static Throwable refusal(KafkaFuture<?> future) {
        try {
            throw new AssertionError("Not refused, but answered: " + future.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }
}
