package io.tailwater.core.topic;

import static io.tailwater.core.topic.CatalogUnderTest.await;
import static io.tailwater.core.topic.CatalogUnderTest.code;
import static io.tailwater.core.topic.CatalogUnderTest.message;
import static io.tailwater.core.topic.CatalogUnderTest.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.TopicsConfig;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingChange;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTopicCatalogTest {

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService background = Executors.newFixedThreadPool(2);

    @TempDir
    Path directory;

    private LogStorage storage;
    private CatalogUnderTest topics;

    @BeforeEach
    void open() {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), Clock.systemUTC(), background, background, background));
        topics = new CatalogUnderTest(vertx, storage, background);
    }

    @AfterEach
    void close() {
        storage.close();
        background.shutdown();
        await(vertx.close());
    }

    private CatalogUnderTest reopened() {
        return new CatalogUnderTest(vertx, storage, background);
    }

    @Test
    void showsAndKeepsWhatWasCreated() {
        Topic words = topics.create("words", 3);

        assertThat(topics.catalog.find("words")).isEqualTo(words);
        assertThat(topics.catalog.find(words.id())).isEqualTo(words);
        assertThat(topics.host.served()).hasSize(3);
        CatalogUnderTest again = reopened();
        assertThat(again.catalog.all()).containsExactly(words);
        assertThat(again.host.served()).isEqualTo(topics.host.served());
        assertThat(again.recovery.partitions()).isEqualTo(3);
    }

    @Test
    void usesTheDefaultPartitionCountWhenNobodySays() {
        assertThat(topics.create("words", -1).partitionCount()).isEqualTo(2);
    }

    @Test
    void refusesNamesThatKafkaRefuses() {
        topics.create("a.b", 1);
        List<String> names = List.of("", ".", "..", "a/b", "a b", "ü", "x".repeat(250), "a_b");

        assertThat(names)
                .allSatisfy(name -> assertThat(code(await(topics.createLater(name, 1))))
                        .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION));
        assertThat(message(await(topics.createLater("a_b", 1)))).contains("collides with 'a.b'");
        assertThat(code(await(topics.createLater("a.b", 1)))).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
        assertThat(topics.create("x".repeat(249), 1).partitionCount()).isEqualTo(1);
    }

    @Test
    void refusesTooFewAndTooManyPartitions() {
        assertThat(code(await(topics.createLater("none", 0)))).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        topics.create("most", 99);

        assertThat(code(await(topics.createLater("more", 2)))).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(topics.create("last", 1).partitionCount()).isEqualTo(1);
    }

    @Test
    void keepsItsOwnTopicsFromClients() {
        String name = InternalTopics.GROUPS;
        assertThat(code(await(topics.createLater(name, 1)))).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        Topic made = value(await(topics.catalog.createInternal(name, 3)));
        assertThat(made.partitionCount()).isEqualTo(3);
        assertThat(made.internal()).isTrue();
        assertThat(made.config().overrides()).containsEntry("cleanup.policy", "compact");
        assertThat(value(await(topics.catalog.createInternal(name, 5)))).isEqualTo(made);

        assertThat(code(await(topics.catalog.delete(made.id())))).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(code(await(topics.catalog.addPartitions(name, 4, false))))
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        SettingsEdit unsafe = new SettingsEdit.Replacement(Map.of("cleanup.policy", "delete", "durability", "acks"));
        assertThat(code(await(topics.catalog.configure(name, unsafe, false)))).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(topics.create("__mine", 1).internal()).isFalse();
    }

    @Test
    void anEngineThatCannotCompactHasNoCompactedTopicsButTheBrokersOwn() {
        TopicsConfig config = new TopicsConfig(true, 1, 100, Map.of());
        CatalogUnderTest plain = new CatalogUnderTest(vertx, storage, background, config, false);
        plain.create("words", 1);
        NewTopic compacted = new NewTopic("latest", 1, Map.of("cleanup.policy", "compact"));
        SettingsEdit compacting = new SettingsEdit.Replacement(Map.of("cleanup.policy", "compact,delete"));

        Result<Topic> refused = await(plain.catalog.create(compacted, false));

        assertThat(code(refused)).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(((Result.Refused<Topic>) refused).error().message()).contains("storage.engine", "cleanup.policy");
        assertThat(code(await(plain.catalog.configure("words", compacting, false))))
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(value(await(plain.catalog.createInternal("__consumer_offsets", 1)))
                        .config()
                        .compacted())
                .isTrue();
    }

    @Test
    void everybodyWhoNeedsAnInternalTopicAtOnceGetsTheSameOne() {
        List<Future<Result<Topic>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(topics.catalog.createInternal("__consumer_offsets", 1));
        }

        assertThat(answers.stream().map(answer -> value(await(answer))).distinct())
                .hasSize(1);
    }

    @Test
    void onlyOneOfManyAtOnceCreatesATopic() {
        List<Future<Result<Topic>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(topics.createLater("words", 1));
        }

        assertThat(answers.stream().map(CatalogUnderTest::await).filter(Result.Ok.class::isInstance))
                .hasSize(1);
        assertThat(topics.logsOnDisk()).isEqualTo(topics.logsOfTopics()).hasSize(1);
    }

    @Test
    void deletesATopicAndLetsItsNameBeUsedAgainAtOnce() {
        Topic first = topics.create("words", 2);

        Future<Result<Topic>> deleted = topics.catalog.delete(first.id());
        Topic second = value(await(topics.createLater("words", 1)));

        assertThat(value(await(deleted))).isEqualTo(first);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(topics.catalog.find(first.id())).isNull();
        assertThat(topics.logsOnDisk()).containsExactly(new LogId("words", second.id(), 0));
        assertThat(code(await(topics.catalog.delete(first.id())))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(reopened().catalog.all()).containsExactly(second);
    }

    @Test
    void addsPartitionsButTakesNoneAway() {
        topics.create("words", 2);

        Topic grown = value(await(topics.catalog.addPartitions("words", 5, false)));

        assertThat(grown.partitionCount()).isEqualTo(5);
        assertThat(topics.host.served()).hasSize(5);
        assertThat(code(await(topics.catalog.addPartitions("words", 5, false))))
                .isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(code(await(topics.catalog.addPartitions("others", 5, false))))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(reopened().catalog.all()).containsExactly(grown);
    }

    @Test
    void keepsSettingsAndTellsThePartitions() {
        topics.create("words", 1);

        Topic set = value(await(topics.catalog.configure(
                "words", new SettingsEdit.Replacement(Map.of("segment.bytes", "1048576")), false)));

        assertThat(set.config().segmentBytes()).isEqualTo(1_048_576);
        assertThat(topics.host.reconfigured()).containsExactly(set);
        assertThat(reopened().catalog.all()).containsExactly(set);
        assertThat(code(await(topics.catalog.configure(
                        "words", new SettingsEdit.Replacement(Map.of("segment.size", "1")), false))))
                .isEqualTo(ErrorCode.INVALID_CONFIG);
    }

    @Test
    void changesSomeSettingsAndLeavesTheRest() {
        topics.create("words", 1);
        alter(false, new SettingChange.Assign("segment.bytes", "1048576"), new SettingChange.Assign("flush.ms", "7"));

        Topic changed = value(await(alter(
                false, new SettingChange.Reset("flush.ms"), new SettingChange.Append("cleanup.policy", "compact"))));

        assertThat(changed.config().overrides())
                .isEqualTo(Map.of("segment.bytes", "1048576", "cleanup.policy", "delete,compact"));
        assertThat(changed.config().compacted()).isTrue();
        assertThat(reopened().catalog.all()).containsExactly(changed);
        assertThat(code(await(alter(true, new SettingChange.Assign("segment.bytes", "0")))))
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        await(alter(true, new SettingChange.Reset("segment.bytes")));
        assertThat(topics.catalog.find("words")).isEqualTo(changed);
    }

    @Test
    void refusesSettingsThatCannotBeHadTogether() {
        topics.create("words", 1);
        alter(false, new SettingChange.Assign("max.compaction.lag.ms", "10"));

        assertThat(message(await(alter(false, new SettingChange.Assign("min.compaction.lag.ms", "11")))))
                .contains("max.compaction.lag.ms (10)");
    }

    @Test
    void topicsThatSayNothingThemselvesGoByNewDefaults() {
        topics.create("silent", 1);
        await(topics.catalog.configure(
                topics.create("own", 1).name(), new SettingsEdit.Replacement(Map.of("flush.ms", "7")), false));

        await(topics.catalog.useDefaults(Map.of("flush.ms", "9")));

        assertThat(topics.catalog.find("silent").config().flushMillis()).isEqualTo(9);
        assertThat(topics.catalog.find("own").config().flushMillis()).isEqualTo(7);
        assertThat(topics.host.reconfigured())
                .contains(topics.catalog.find("silent"))
                .contains(topics.catalog.find("own"));
        assertThat(topics.create("later", 1).config().flushMillis()).isEqualTo(9);
    }

    private Future<Result<Topic>> alter(boolean validateOnly, SettingChange... changes) {
        return topics.catalog.configure("words", new SettingsEdit.Changes(List.of(changes)), validateOnly);
    }

    @Test
    void changesNothingWhenOnlyAskedToValidate() {
        Topic there = topics.create("there", 1);

        assertThat(value(await(topics.catalog.create(new NewTopic("words", 7, Map.of()), true)))
                        .partitionCount())
                .isEqualTo(7);
        assertThat(value(await(topics.catalog.addPartitions("there", 9, true))).partitionCount())
                .isEqualTo(9);
        assertThat(topics.catalog.all()).containsExactly(there);
        assertThat(topics.logsOnDisk()).isEqualTo(topics.logsOfTopics());
    }

    @Test
    void announcesEveryChangeAfterItCanBeSeen() {
        Topic words = topics.create("words", 1);
        await(topics.catalog.addPartitions("words", 2, false));
        await(topics.catalog.configure("words", new SettingsEdit.Replacement(Map.of("flush.ms", "1000")), false));
        await(topics.catalog.delete(words.id()));

        assertThat(topics.announced)
                .extracting(TopicChange::kind)
                .containsExactly(
                        TopicChange.Kind.CREATED,
                        TopicChange.Kind.GREW,
                        TopicChange.Kind.CONFIGURED,
                        TopicChange.Kind.DELETED);
    }

    @Test
    void leavesLogsAloneThatItDoesNotKnow() {
        LogId stranger = new LogId("stranger", UUID.randomUUID(), 0);
        storage.open(stranger, LogOptions.DEFAULTS).toCompletableFuture().join();

        CatalogUnderTest again = reopened();

        assertThat(again.logsOnDisk()).containsExactly(stranger);
        assertThat(message(await(again.createLater("stranger", 1)))).contains("move them away");
    }

    @Test
    void createsTenThousandPartitionsInAFewCalls() {
        CatalogUnderTest large =
                new CatalogUnderTest(vertx, storage, background, new TopicsConfig(true, 1, 20_000, Map.of()));
        for (int call = 0; call < 5; call++) {
            large.create("large-" + call, 1_000);
        }
        List<Future<Result<Topic>>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(large.createLater("small-" + i, 1));
        }
        answers.forEach(answer -> value(await(answer)));

        assertThat(large.logsOnDisk()).hasSize(10_000);
    }
}
