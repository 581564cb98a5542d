package io.tailwater.core.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.SettingOrigin.Place;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingChange;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSettingsTest {

    private static final SettingOwner NODE = new SettingOwner.Node();
    private static final SettingOwner CLUSTER = new SettingOwner.Cluster();
    private static final BrokerConfig STARTED =
            BrokerConfig.DEFAULTS.withTopics(BrokerConfig.DEFAULTS.topics().with("retention.ms", "1000"));

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final List<BrokerConfig> applied = new ArrayList<>();

    @TempDir
    Path directory;

    private LogStorage storage;
    private StoredSettings settings;

    @BeforeEach
    void open() {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), Clock.systemUTC(), worker, worker, worker));
        settings = reopened();
        settings.onChange(config -> {
            applied.add(config);
            return Future.succeededFuture();
        });
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        vertx.close().await(60, TimeUnit.SECONDS);
        worker.shutdown();
    }

    private StoredSettings reopened() {
        return StoredSettings.open(vertx.getOrCreateContext(), STARTED, storage, worker);
    }

    private Result<Done> alter(SettingOwner owner, SettingChange... changes) throws Exception {
        return settings.alter(owner, new SettingsEdit.Changes(List.of(changes)), false)
                .await(60, TimeUnit.SECONDS);
    }

    private static ErrorCode code(Result<Done> result) {
        return ((Result.Refused<Done>) result).error().code();
    }

    private static SettingChange set(String name, String value) {
        return new SettingChange.Assign(name, value);
    }

    @Test
    void changesTheBrokersConfigurationAndKeepsThat() throws Exception {
        alter(NODE, set("max.connections", "17"), set("message.max.bytes", "5000"));

        assertThat(settings.config().limits().maxConnections()).isEqualTo(17);
        assertThat(settings.config().topics().settings()).containsEntry("max.message.bytes", "5000");
        assertThat(applied).containsExactly(settings.config());
        assertThat(reopened().config()).isEqualTo(settings.config());
    }

    @Test
    void whatTheBrokerSaysCountsMoreThanWhatAllSayAndThatMoreThanTheFile() throws Exception {
        alter(CLUSTER, set("log.retention.ms", "2000"));
        assertThat(settings.config().topics().settings()).containsEntry("retention.ms", "2000");
        alter(NODE, set("log.retention.ms", "3000"));
        assertThat(settings.config().topics().settings()).containsEntry("retention.ms", "3000");

        assertThat(settings.broker("log.retention.ms").origins())
                .containsExactly(
                        new SettingOrigin(Place.NODE, "log.retention.ms", "3000"),
                        new SettingOrigin(Place.CLUSTER, "log.retention.ms", "2000"),
                        new SettingOrigin(Place.FILE, "log.retention.ms", "1000"),
                        new SettingOrigin(Place.DEFAULT, "log.retention.ms", "604800000"));

        alter(NODE, new SettingChange.Reset("log.retention.ms"));
        alter(CLUSTER, new SettingChange.Reset("log.retention.ms"));
        assertThat(settings.config()).isEqualTo(STARTED);
    }

    @Test
    void takesFromAConfigurationReadAgainWhatMayChangeAndSaysWhatMayNot() throws Exception {
        alter(NODE, set("group.max.size", "70"));
        BrokerConfig read = BrokerConfig.DEFAULTS
                .withLimits(BrokerConfig.DEFAULTS.limits().withMaxConnections(17))
                .withGroups(BrokerConfig.DEFAULTS.groups().withMaxSize(50))
                .withTopics(BrokerConfig.DEFAULTS.topics().with("retention.ms", "2000"))
                .withKafkaPort(9)
                .withDataDirectory(directory);

        ReloadOutcome outcome = settings.reload(read).await(60, TimeUnit.SECONDS);

        assertThat(outcome.applied())
                .containsExactly("groups.maxSize", "limits.maxConnections", "topics.settings.retention.ms");
        assertThat(outcome.needRestart()).containsExactly("kafka.port", "storage.directory");
        assertThat(settings.config().limits().maxConnections()).isEqualTo(17);
        assertThat(settings.config().topics().settings()).containsEntry("retention.ms", "2000");
        assertThat(settings.config().groups().maxSize())
                .as("what tools said counts more")
                .isEqualTo(70);
        assertThat(settings.config().kafka()).isEqualTo(STARTED.kafka());
        assertThat(applied).last().isEqualTo(settings.config());
        assertThat(settings.reload(STARTED).await(60, TimeUnit.SECONDS).needRestart())
                .isEmpty();
        assertThat(settings.config().topics()).isEqualTo(STARTED.topics());
    }

    @Test
    void tellsOfATopicWhatTheBrokerWouldSay() throws Exception {
        alter(NODE, set("log.retention.ms", "3000"));
        TopicConfig own = ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.of("retention.ms", "5"), Map.of())).value();

        SettingState state = settings.topic(new Topic("words", new UUID(1, 2), 1, own)).stream()
                .filter(setting -> setting.name().equals("retention.ms"))
                .findAny()
                .orElseThrow();

        assertThat(state.origins())
                .startsWith(
                        new SettingOrigin(Place.TOPIC, "retention.ms", "5"),
                        new SettingOrigin(Place.NODE, "log.retention.ms", "3000"));
    }

    @Test
    void refusesWhatCannotChangeWhileItRuns() throws Exception {
        for (String name : List.of("num.partitions", "node.id", "no.such.setting")) {
            Result<Done> refused = alter(NODE, set("max.connections", "17"), set(name, "1"));
            assertThat(code(refused)).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(((Result.Refused<Done>) refused).error().message()).contains(name);
        }
        assertThat(code(alter(CLUSTER, set("max.connections", "many")))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(settings.config()).isEqualTo(STARTED);
        assertThat(applied).isEmpty();
    }

    @Test
    void changesNothingWhenOnlyAskedToValidate() throws Exception {
        SettingsEdit edit = new SettingsEdit.Changes(List.of(set("max.connections", "17")));

        assertThat(settings.alter(NODE, edit, true).await(60, TimeUnit.SECONDS)).isEqualTo(Result.ok(Done.DONE));

        assertThat(settings.config()).isEqualTo(STARTED);
        assertThat(reopened().changed(NODE)).isEmpty();
    }

    @Test
    void keepsWhatGroupsAreTold() throws Exception {
        SettingOwner billing = new SettingOwner.Group("billing");
        alter(billing, set("consumer.session.timeout.ms", "50000"));

        assertThat(settings.group("billing"))
                .filteredOn(state -> state.name().equals("consumer.session.timeout.ms"))
                .singleElement()
                .satisfies(state -> assertThat(state.value()).isEqualTo("50000"));
        assertThat(reopened().groups()).containsExactly("billing");
        assertThat(code(alter(billing, set("consumer.session.timeout.ms", "1"))))
                .isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(code(alter(billing, set("segment.ms", "1")))).isEqualTo(ErrorCode.INVALID_CONFIG);

        alter(billing, new SettingChange.Reset("consumer.session.timeout.ms"));
        assertThat(reopened().groups()).isEmpty();
    }

    @Test
    void keepsSettingsOfSoManyGroupsAndNoMore() throws Exception {
        ChangedSettings full = ChangedSettings.NONE;
        for (int i = 0; i < StoredSettings.MOST_GROUPS; i++) {
            full = full.with(new SettingOwner.Group("group-" + i), Map.of("share.delivery.count.limit", "3"));
        }
        new SettingsFile(storage).write(full);
        settings = reopened();

        SettingChange change = set("share.delivery.count.limit", "4");
        assertThat(code(alter(new SettingOwner.Group("one-more"), change))).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(alter(new SettingOwner.Group("group-7"), change)).isEqualTo(Result.ok(Done.DONE));
    }

    @Test
    void everyDefaultIsLegal() {
        for (SettingState state : settings.broker()) {
            assertThat(BrokerSettings.table().refusal(Map.of(state.name(), state.value())))
                    .as(state.name())
                    .isNull();
        }
        for (SettingState state : settings.group("any")) {
            assertThat(GroupSettings.table().refusal(Map.of(state.name(), state.value())))
                    .as(state.name())
                    .isNull();
        }
    }

    @Test
    void movesBoundsThatDependOnEachOtherTogetherAndRefusesThoseThatDoNotGoTogether() throws Exception {
        assertThat(alter(
                        CLUSTER,
                        new SettingChange.Assign("group.max.session.timeout.ms", "5000"),
                        new SettingChange.Assign("group.min.session.timeout.ms", "1000")))
                .isInstanceOf(Result.Ok.class);
        assertThat(settings.config().groups().minSessionTimeoutMillis()).isEqualTo(1_000);
        assertThat(settings.config().groups().maxSessionTimeoutMillis()).isEqualTo(5_000);

        assertThat(code(alter(NODE, new SettingChange.Assign("group.min.session.timeout.ms", "5001"))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(settings.config().groups().minSessionTimeoutMillis()).isEqualTo(1_000);
        assertThat(reopened().config().groups()).isEqualTo(settings.config().groups());
    }

    @Test
    void whatIsSaidForAllTopicsGoesTogether() throws Exception {
        SettingChange atLeast = set("log.cleaner.min.compaction.lag.ms", "11");
        alter(CLUSTER, set("log.cleaner.max.compaction.lag.ms", "10"));

        assertThat(code(alter(NODE, atLeast))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(settings.changed(NODE)).isEmpty();

        assertThat(alter(NODE, atLeast, set("log.cleaner.max.compaction.lag.ms", "12")))
                .isEqualTo(Result.ok(Done.DONE));
        assertThat(code(alter(NODE, new SettingChange.Reset("log.cleaner.max.compaction.lag.ms"))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(reopened().config()).isEqualTo(settings.config());
    }
}
