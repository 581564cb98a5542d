package io.tailwater.server.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer in a group that reads numbers and commits after each poll, in a thread of its own, until it is told to end.
 * Thread-safe.
 */
final class GroupMember implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Progress progress;
    private final Thread thread;
    private final Set<TopicPartition> assignment = ConcurrentHashMap.newKeySet();
    private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> uncommitted = new ArrayList<>();
    private final Set<Integer> committed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rebalances = new AtomicInteger();
    private volatile @Nullable GroupMembershipOperation ending;
    private volatile @Nullable RuntimeException failure;

    private GroupMember(
            Consumer<byte[], byte[]> consumer,
            Progress progress,
            BiConsumer<Consumer<?, ?>, ConsumerRebalanceListener> subscription) {
        this.consumer = consumer;
        this.progress = progress;
        thread = new Thread(() -> live(subscription), "group-member");
        thread.start();
    }

    /** Begins to read topics as a member. */
    static GroupMember of(Consumer<byte[], byte[]> consumer, Progress progress, String... topics) {
        return of(consumer, progress, (member, listener) -> member.subscribe(List.of(topics), listener));
    }

    /** Begins to read what a subscription says. */
    static GroupMember of(
            Consumer<byte[], byte[]> consumer,
            Progress progress,
            BiConsumer<Consumer<?, ?>, ConsumerRebalanceListener> subscription) {
        return new GroupMember(consumer, progress, subscription);
    }

    Set<TopicPartition> assignment() {
        return new HashSet<>(assignment);
    }

    int readCount() {
        return read.size();
    }

    /** The numbers it has read, in its order. */
    List<Integer> read() {
        return new ArrayList<>(read);
    }

    /** The numbers it has read and knows to be committed. */
    Set<Integer> committed() {
        return new HashSet<>(committed);
    }

    /** How often it was given an assignment. */
    int rebalances() {
        return rebalances.get();
    }

    /** What it died of, or null. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** Leaves the group and ends; with a group instance id it stays a member. */
    @Override
    public void close() {
        end(GroupMembershipOperation.DEFAULT);
    }

    /** Ends without a word to the group, and without committing what it reads last, as when its machine dies. */
    void vanish() {
        end(GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    private void end(GroupMembershipOperation how) {
        if (ending == null) {
            ending = how;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    private void live(BiConsumer<Consumer<?, ?>, ConsumerRebalanceListener> subscription) {
        try {
            subscription.accept(consumer, new Assignments());
            while (ending == null) {
                step();
                progress.happened();
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            GroupMembershipOperation how = ending == null ? GroupMembershipOperation.REMAIN_IN_GROUP : ending;
            consumer.close(CloseOptions.groupMembershipOperation(how));
            assignment.clear();
            progress.happened();
        }
    }

    private void step() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
            read.add(number);
            uncommitted.add(number);
        }
        commit();
    }

    private void commit() {
        if (uncommitted.isEmpty() || ending == GroupMembershipOperation.REMAIN_IN_GROUP) {
            return;
        }
        try {
            consumer.commitSync();
            committed.addAll(uncommitted);
            uncommitted.clear();
        } catch (RebalanceInProgressException e) {
            // What it keeps it commits after the rebalance, and what it does not before that is taken away.
        } catch (CommitFailedException e) {
            uncommitted.clear(); // it was taken for dead; another reads it again
        }
    }

    private final class Assignments implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assignment.addAll(partitions);
            rebalances.incrementAndGet();
            progress.happened();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
            assignment.removeAll(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            uncommitted.clear();
            assignment.removeAll(partitions);
        }
    }
}
