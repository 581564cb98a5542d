package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.Broker;
import io.tailwater.core.dynamic.SettingOwner;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.ListGroups;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.api.CoreBroker;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.DeploymentOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;

/**
 * A broker with topics and a group that frames are about, others that none is about, and a look at its state. Owned by one
 * thread.
 */
final class FuzzedBroker {

    private static final List<String> TOPICS = List.of("fuzzed", "fuzzed-too");
    private static final String UNTOUCHED = "untouched";
    /** The records' timestamps are of 1970: retention by time would delete them while frames are sent. */
    private static final Map<String, String> FOR_EVER = Map.of("retention.ms", "-1");

    private static final int WAIT_MILLIS = 60_000;

    private final CoreBroker core;
    private final int port;

    private FuzzedBroker(CoreBroker core) throws Exception {
        this.core = core;
        core.vertx()
                .deployVerticle(KafkaServerVerticle.class.getName(), new DeploymentOptions())
                .await(60, TimeUnit.SECONDS);
        port = KafkaServerVerticle.port(core.vertx()).orElseThrow();
    }

    static FuzzedBroker of(CoreBroker core) throws Exception {
        FuzzedBroker fuzzed = new FuzzedBroker(core);
        core.internalTopic("__transaction_state");
        core.await(() -> core.broker().groups().prepare());
        core.append(core.topic(UNTOUCHED, 1, FOR_EVER), 0, 1, 2, 3);
        fuzzed.commit(UNTOUCHED);
        fuzzed.commit("fuzzed-group");
        fuzzed.makeTopics();
        return fuzzed;
    }

    WireClient connect() throws IOException {
        return new WireClient(port);
    }

    /** The topics that frames are about: one before may have asked to delete them. */
    void makeTopics() {
        for (String name : TOPICS) {
            if (core.broker().topics().find(name) == null) {
                core.append(core.topic(name, 2, FOR_EVER), 0, 1, 2, 3);
            }
        }
    }

    SchemaRequests requests(Random random) {
        return new SchemaRequests(
                random,
                TOPICS,
                TOPICS.stream()
                        .map(core.broker().topics()::find)
                        .filter(Objects::nonNull)
                        .map(topic -> TopicIds.toWire(topic.id()))
                        .toList());
    }

    /** Sends a frame, says that nothing follows, and reads until the broker closes. */
    void sendAndFinish(byte[] frame) throws IOException {
        try (WireClient client = connect()) {
            client.send(frame).finish();
        }
    }

    void assertServes(WireClient bystander) throws IOException {
        ListOffsetsRequestData ends = new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsTopic()
                        .setName(UNTOUCHED)
                        .setPartitions(List.of(new ListOffsetsPartition().setTimestamp(-1)))));
        ListOffsetsResponseData answer = bystander
                .send(ends, 5, 1)
                .receive(new ListOffsetsResponseData(), 5)
                .body();
        assertThat(answer.topics().get(0).partitions().get(0).offset()).isEqualTo(3);
    }

    /** What of the topic and the group that no frame is about. */
    String untouched() {
        return describe(Objects.requireNonNull(core.broker().topics().find(UNTOUCHED))) + offsets(UNTOUCHED);
    }

    /** Topics with their settings and extents, internal ones too; groups and their offsets; changed settings. */
    String state() {
        Broker broker = core.broker();
        List<String> state = new ArrayList<>();
        broker.topics().all().stream()
                .sorted(Comparator.comparing(Topic::name))
                .map(this::describe)
                .forEach(state::add);
        Stream.of(new SettingOwner.Node(), new SettingOwner.Cluster(), new SettingOwner.Group("fuzzed-group"))
                .map(owner -> owner + " " + broker.settings().changed(owner))
                .forEach(state::add);
        state.add(core.await(() -> broker.groups().list(new ListGroups(Set.of(), Set.of())))
                .toString());
        state.add(offsets("fuzzed-group"));
        return String.join("\n", state);
    }

    private String describe(Topic topic) {
        StringBuilder text = new StringBuilder(topic.toString());
        for (int partition = 0; partition < topic.partitionCount(); partition++) {
            PartitionKey key = new PartitionKey(topic.id(), partition);
            text.append('\n')
                    .append(core.await(() -> core.broker().partitions().status(key))
                            .map(FuzzedBroker::withoutCounters));
        }
        return text.toString();
    }

    /** What is counted may change when it is only asked. */
    private static PartitionStatus withoutCounters(PartitionStatus status) {
        return new PartitionStatus(
                status.logStartOffset(), status.endOffset(), status.durableOffset(), status.sizeBytes(), 0, 0);
    }

    private String offsets(String group) {
        FetchOffsets all = new FetchOffsets(List.of(new FetchOffsets.OfGroup(group, null, -1, null)), false);
        return core.await(() -> core.broker().groups().fetchOffsets(all)).toString();
    }

    private void commit(String group) {
        CommitOffsets commit = new CommitOffsets(
                group,
                MemberClaim.NONE,
                null,
                CommitOffsets.DEFAULT_RETENTION,
                List.of(new TopicPartitions<>(
                        UNTOUCHED, TopicPartitions.NO_ID, List.of(new CommitOffsets.NewOffset(0, 2, -1, "")))));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (core.await(() -> core.broker().groups().commitOffsets(commit)) instanceof Result.Refused<?> refused) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The coordinator does not serve: " + refused.error());
            }
        }
    }

    /** Waits until no request holds a part of what all may hold: their connections are closed. */
    void awaitNothingUnderWay() throws InterruptedException {
        RequestBudgets budgets = SharedByGroups.of(core.vertx(), core.broker()).budgets();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (budgets.usual().reservedBytes() + budgets.large().reservedBytes() > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Requests hold " + budgets.usual().reservedBytes() + " and "
                        + budgets.large().reservedBytes() + " bytes for ever");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
