package io.tailwater.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.retention.SpaceGate;
import io.tailwater.core.retention.Volume;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SparingStorageTest {

    private static final int ROOM = 3 << 20;

    private final SmallDisk disk = new SmallDisk();
    private final SpaceGate gate = new SpaceGate();
    private final SparingStorage storage = new SparingStorage(disk, disk, gate);

    @Test
    void writesWhatMattersThoughTheDiskIsFull() {
        storage.hold();
        disk.fill();

        storage.writeBlob("topics.json", new byte[1 << 20]);

        assertThat(storage.readBlob("topics.json"))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(1 << 20));
    }

    @Test
    void saysThatTheDiskIsFullWhenEvenTheSpareSpaceIsUsedUp() {
        storage.hold();
        disk.fill();
        storage.writeBlob("topics.json", new byte[2 << 20]);

        assertThatThrownBy(() -> storage.writeBlob("broker.json", new byte[100]))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL));
    }

    @Test
    void leavesRoomForNotingACleanEnd() {
        storage.hold();
        disk.fill();

        storage.close();
        storage.hold();

        assertThat(disk.used()).isLessThanOrEqualTo(ROOM - (2 << 20));
        assertThat(disk.closed).isTrue();
    }

    @Test
    void aCheckpointOnAFullDiskUsesTheSpareSpace() {
        storage.hold();
        disk.fill();

        assertThat(storage.checkpoint().toCompletableFuture()).isCompleted();
        assertThat(disk.used()).isLessThanOrEqualTo(ROOM - (2 << 20) + 100);
    }

    @Test
    void clientsAppendsDoNotTakeWhatWasGivenUpForDeleting() {
        storage.hold();
        disk.fill();
        assertThat(gate.refusal()).isNull();

        storage.writeBlob("topics.json", new byte[100]);
        assertThat(gate.refusal()).isNotNull();
        storage.hold();
        assertThat(gate.refusal()).as("still full").isNotNull();

        disk.empty();
        storage.hold();
        assertThat(gate.refusal()).isNull();
    }

    /** A directory with room for a few megabytes of blobs. */
    private static final class SmallDisk implements LogStorage, Volume {

        private final Map<String, byte[]> blobs = new HashMap<>();
        private boolean closed;

        int used() {
            return blobs.values().stream().mapToInt(bytes -> bytes.length).sum();
        }

        @Override
        public long totalBytes() {
            return ROOM;
        }

        @Override
        public long usableBytes() {
            return (long) ROOM - used();
        }

        void empty() {
            blobs.remove("records");
        }

        void fill() {
            blobs.put("records", new byte[ROOM - used()]);
        }

        @Override
        public void writeBlob(String name, byte[] bytes) {
            int before = blobs.getOrDefault(name, new byte[0]).length;
            if (bytes.length > 0 && used() - before + bytes.length > ROOM) {
                throw new StorageException(StorageException.Kind.FULL, "no space left");
            }
            blobs.put(name, bytes);
        }

        @Override
        public Optional<byte[]> readBlob(String name) {
            return Optional.ofNullable(blobs.get(name));
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public Collection<LogId> logs() {
            return List.of();
        }

        @Override
        public boolean cleanlyClosed() {
            return true;
        }

        @Override
        public CompletionStage<PartitionLog> open(LogId id, LogOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> delete(LogId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> checkpoint() {
            try {
                writeBlob("checkpoint", new byte[100]);
                return CompletableFuture.completedFuture(null);
            } catch (StorageException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
