package io.tailwater.storage.tck.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.TestBatches;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InMemoryLogStorageProviderTest {

    @TempDir
    Path directory;

    private LogStorage open(Map<String, String> settings) {
        return new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory,
                        settings,
                        new SystemFiles(),
                        InstantSource.system(),
                        Runnable::run,
                        Runnable::run,
                        Runnable::run));
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(LogStorageProvider.class))
                .extracting(LogStorageProvider::name)
                .contains("memory");
    }

    @Test
    void isFullWhenItsCapacityIsUsedAndWorksAgainWhenThereIsRoom() {
        try (LogStorage storage = open(Map.of(InMemoryLogStorageProvider.CAPACITY_BYTES, "500"))) {
            PartitionLog log = storage.open(EngineSession.LOG, EngineSession.SMALL_SEGMENTS)
                    .toCompletableFuture()
                    .join();
            log.append(TestBatches.at(0).sizeInBytes(300).build());

            assertThatThrownBy(
                            () -> log.append(TestBatches.at(1).sizeInBytes(300).build()))
                    .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
                    .extracting(StorageException::kind)
                    .isEqualTo(StorageException.Kind.FULL);
            assertThat(log.reserve(300).toCompletableFuture()).isCompletedExceptionally();
            log.deleteBefore(1).toCompletableFuture().join();
            log.append(TestBatches.at(1).sizeInBytes(300).build());

            assertThat(log.endOffset()).isEqualTo(2);
        }
    }

    @Test
    void refusesACapacityThatIsNoNumber() {
        assertThatThrownBy(() -> open(Map.of(InMemoryLogStorageProvider.CAPACITY_BYTES, "much")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("much");
    }
}
