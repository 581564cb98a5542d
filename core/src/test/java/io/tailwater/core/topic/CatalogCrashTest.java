package io.tailwater.core.topic;

import static io.tailwater.core.topic.CatalogUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingsEdit;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalogue whose process dies at each change it makes to the disk, one after the other. */
class CatalogCrashTest {

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService background = Executors.newFixedThreadPool(2);

    private boolean settingAcknowledged;

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        background.shutdown();
        await(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesEveryTopicWholeOrUndoneWhereverItDies(boolean lastChangeIsMade) {
        boolean diedSomewhere = true;
        for (int changes = 0; diedSomewhere; changes++) {
            try (LogStorage disk = newDisk()) {
                MortalStorage mortal = new MortalStorage(disk, changes, lastChangeIsMade);
                settingAcknowledged = false;
                Map<String, Integer> acknowledged = live(mortal);
                diedSomewhere = mortal.isDead();

                CatalogUnderTest reborn = new CatalogUnderTest(vertx, disk, background);

                String instant = "died at change " + changes;
                assertThat(reborn.logsOnDisk()).as(instant).isEqualTo(reborn.logsOfTopics());
                assertThat(reborn.host.served()).as(instant).hasSize(reborn.recovery.partitions());
                assertThat(partitionCounts(reborn))
                        .as(instant)
                        .satisfies(counts -> acknowledged.forEach(
                                (name, count) -> assertWholeOrNext(counts.getOrDefault(name, 0), name, count)));
                if (settingAcknowledged) {
                    assertThat(reborn.catalog.find("a").config().flushMillis())
                            .as(instant)
                            .isEqualTo(5);
                }
            }
        }
    }

    @Test
    void finishesAfterASecondDeathWhatTheFirstInterrupted() {
        try (LogStorage disk = newDisk()) {
            live(new MortalStorage(disk, 6, true));
            for (int changes = 0; changes < 8; changes++) {
                try {
                    new CatalogUnderTest(vertx, new MortalStorage(disk, changes, false), background);
                } catch (AssertionError died) {
                    // As intended: the next start goes on from where this one got to.
                }
            }

            CatalogUnderTest reborn = new CatalogUnderTest(vertx, disk, background);

            assertThat(reborn.logsOnDisk()).isEqualTo(reborn.logsOfTopics());
        }
    }

    /** Makes some changes until the storage dies. @return partition counts of topics as they were last acknowledged */
    private Map<String, Integer> live(MortalStorage mortal) {
        Map<String, Integer> acknowledged = new TreeMap<>();
        CatalogUnderTest topics = new CatalogUnderTest(vertx, mortal, background);
        List<Future<Result<Topic>>> first =
                new ArrayList<>(List.of(topics.createLater("a", 2), topics.createLater("b", 1)));
        acknowledge(first.get(0), acknowledged);
        acknowledge(first.get(1), acknowledged);
        acknowledge(topics.catalog.addPartitions("a", 4, false), acknowledged);
        settingAcknowledged =
                succeeded(topics.catalog.configure("a", new SettingsEdit.Replacement(Map.of("flush.ms", "5")), false))
                        != null;
        Topic b = topics.catalog.find("b");
        if (b != null && succeeded(topics.catalog.delete(b.id())) != null) {
            acknowledged.put("b", 0);
        }
        return acknowledged;
    }

    private static void acknowledge(Future<Result<Topic>> answer, Map<String, Integer> acknowledged) {
        Topic topic = succeeded(answer);
        if (topic != null) {
            acknowledged.put(topic.name(), topic.partitionCount());
        }
    }

    private static Topic succeeded(Future<Result<Topic>> answer) {
        Result<Topic> result = await(answer.otherwiseEmpty());
        return result instanceof Result.Ok<Topic> ok ? ok.value() : null;
    }

    /** What was acknowledged last, or what the change after it would have made of it. */
    private static void assertWholeOrNext(int partitions, String name, int acknowledged) {
        Set<Integer> possible = switch (name + acknowledged) {
            case "a2" -> Set.of(2, 4);
            case "a4" -> Set.of(4);
            case "b1" -> Set.of(1, 0);
            default -> Set.of(0);
        };
        assertThat(possible).as(name + " after " + acknowledged).contains(partitions);
    }

    private static Map<String, Integer> partitionCounts(CatalogUnderTest topics) {
        return topics.catalog.all().stream().collect(Collectors.toMap(Topic::name, Topic::partitionCount));
    }

    private LogStorage newDisk() {
        return new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), Clock.systemUTC(), background, background, background));
    }
}
