package io.tailwater.core.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredProducerIdsTest {

    @TempDir
    Path directory;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private Vertx vertx;
    private LogStorage storage;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), InstantSource.system(), worker, worker, worker));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
        storage.close();
        worker.shutdownNow();
    }

    @Test
    void givesEveryIdOnceAlsoWhenManyAskAtOnce() throws Exception {
        ProducerIds ids = new StoredProducerIds(vertx, storage, worker);
        List<Future<Long>> asked = new ArrayList<>();
        for (int i = 0; i < 3 * StoredProducerIds.BLOCK + 1; i++) {
            asked.add(ids.next());
        }

        Set<Long> given = new HashSet<>();
        for (Future<Long> id : asked) {
            given.add(id.await(60, TimeUnit.SECONDS));
        }
        assertThat(given).hasSize(asked.size()).allMatch(id -> id >= 0);
    }

    @Test
    void neverGivesAnIdAgainAfterACrash() throws Exception {
        long before = new StoredProducerIds(vertx, storage, worker).next().await(60, TimeUnit.SECONDS);
        long after = new StoredProducerIds(vertx, storage, worker).next().await(60, TimeUnit.SECONDS);

        assertThat(after).isEqualTo(before + StoredProducerIds.BLOCK);
    }

    @Test
    void givesNoneRatherThanOneThatMayHaveBeenGivenBefore() {
        storage.writeBlob(StoredProducerIds.BLOB, new byte[] {1, 2, 3});

        assertThatThrownBy(() ->
                        new StoredProducerIds(vertx, storage, worker).next().await(60, TimeUnit.SECONDS))
                .hasMessageContaining("damaged");
    }
}
