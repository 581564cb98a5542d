package io.tailwater.server.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.AcknowledgeType;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.PartitionAcknowledgements;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.share.ShareRead;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.storage.tck.file.RecordingFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes at some change of some file, while a member of a share group reads and acknowledges: what the broker has said is
 * accepted is never delivered again, and everything else is.
 */
@Timeout(600)
class SharesPowerLossTest {

    private static final ShareMember MEMBER = new ShareMember("group", "member");

    /** The records' timestamps are of 1970: retention by time would delete them where this takes long. */
    private static final Map<String, String> FOR_EVER = Map.of("retention.ms", "-1");

    /** Offsets below were acknowledged to their producer, and are there whatever happens. */
    private long written;

    private final Set<Long> accepted = new HashSet<>();
    private final Set<Long> asked = new HashSet<>();

    @TempDir
    Path directory;

    @Test
    void deliversNothingAgainThatWasAcceptedAndLosesNothingThatWasNot() throws IOException {
        run(System.nanoTime(), 4);
    }

    @Test
    @Tag("thorough")
    void doesSoInManyLives() throws IOException {
        run(System.nanoTime(), 60);
    }

    private void run(long seed, int lives) throws IOException {
        Path root = PoweredLives.run(directory, seed, lives, this::live);
        try (RecordingFiles files = new RecordingFiles(root);
                Sharing sharing = new Sharing(root, files)) {
            Set<Long> left = new HashSet<>();
            long last = sharing.append(1) - 1; // A fetch that gives nothing may only have had no time.
            assertThat(last).isNotNegative();
            Set<Long> got = Set.of();
            while (!left.contains(last) || !got.isEmpty()) {
                got = sharing.fetch();
                assertThat(got).as("accepted before, seed %d", seed).noneMatch(accepted::contains);
                left.addAll(got);
                sharing.accept(got); // Only so many may be under way.
            }
            for (long offset = 0; offset < written; offset++) {
                assertThat(left.contains(offset) || asked.contains(offset))
                        .as("offset %d is lost, seed %d", offset, seed)
                        .isTrue();
            }
        }
    }

    private void live(Path root, RecordingFiles files, SplittableRandom random) throws IOException {
        try (Sharing sharing = new Sharing(root, files)) {
            files.losePowerAfter(1 + random.nextInt(200));
            while (!files.isPowerLost()) {
                if (random.nextInt(4) == 0) {
                    files.writeBack(random.split());
                }
                written = Math.max(written, sharing.append(1 + random.nextInt(20)));
                Set<Long> got = sharing.fetch();
                got.removeIf(offset -> offset >= written);
                assertThat(got).noneMatch(accepted::contains);
                got.removeIf(offset -> random.nextInt(4) == 0);
                asked.addAll(got);
                accepted.addAll(sharing.accept(got));
            }
        }
    }

    /** A broker in this process, a member of its group. Owned by the test's thread. */
    private static final class Sharing implements AutoCloseable {

        private final Vertx vertx = Vertx.vertx();
        private final Context context = vertx.getOrCreateContext();
        private final Broker broker;
        private final PartitionKey partition;

        Sharing(Path root, RecordingFiles files) {
            TalliesBroker.await(vertx.deployVerticle(new BrokerVerticle(
                    BrokerConfig.DEFAULTS.withDataDirectory(root),
                    new BrokerEnvironment(files, InstantSource.system(), UUID::randomUUID, BrokerMetrics.NONE))));
            broker = Broker.of(vertx).orElseThrow();
            Topic topic = broker.topics().find("shared");
            if (topic == null) {
                topic = TalliesBroker.value(
                        await(() -> broker.topics().create(new NewTopic("shared", 1, FOR_EVER), false)));
            }
            partition = new PartitionKey(topic.id(), 0);
            begin();
        }

        /** Waits until the coordinator has read its log, and has the group begin: at the end, which is the beginning at first. */
        private void begin() {
            TalliesBroker.value(await(() -> broker.shares().prepare()));
            Result<List<ShareOffset>> offsets;
            do {
                offsets = await(() -> broker.shares().offsets(MEMBER.groupId()));
            } while (offsets instanceof Result.Refused<List<ShareOffset>>);
            if (((Result.Ok<List<ShareOffset>>) offsets).value().isEmpty()) {
                fetch();
            }
        }

        /** Appends records; returns where the log is known to end, or 0. */
        long append(int count) {
            SimpleRecord[] records = new SimpleRecord[count];
            for (int i = 0; i < count; i++) {
                records[i] = new SimpleRecord(1, null, new byte[20]);
            }
            ByteBuffer batch =
                    MemoryRecords.withRecords(Compression.NONE, records).buffer();
            AppendOutcome outcome = await(() -> broker.partitions()
                            .appends(context)
                            .append(List.of(new PartitionAppend(partition, batch)), Acks.DURABLE))
                    .get(0);
            return outcome instanceof AppendOutcome.Appended appended ? appended.baseOffset() + count : 0;
        }

        /** What the member gets. */
        Set<Long> fetch() {
            Result<List<ShareRead>> result = await(() -> broker.shares()
                    .fetch(new ShareFetchQuery(MEMBER, List.of(partition), 100, false, 100, 1, 1 << 20, 50))
                    .reads());
            Set<Long> offsets = new HashSet<>();
            if (result instanceof Result.Ok<List<ShareRead>> ok) {
                for (ShareRead read : ok.value()) {
                    read.slice().close();
                    for (AcquiredRange range : read.acquired()) {
                        for (long offset = range.firstOffset(); offset <= range.lastOffset(); offset++) {
                            offsets.add(offset);
                        }
                    }
                }
            }
            return offsets;
        }

        /** Accepts offsets; returns those that it is told are accepted. */
        Set<Long> accept(Set<Long> offsets) {
            List<Acknowledgement> acknowledgements = new ArrayList<>();
            offsets.stream()
                    .sorted()
                    .forEach(offset ->
                            acknowledgements.add(new Acknowledgement(offset, offset, List.of(AcknowledgeType.ACCEPT))));
            Result<List<PartitionOutcome>> result = await(() -> broker.shares()
                    .acknowledge(MEMBER, List.of(new PartitionAcknowledgements(partition, acknowledgements))));
            boolean taken = result instanceof Result.Ok<List<PartitionOutcome>> ok
                    && ok.value().get(0).error() == null;
            return taken ? offsets : Set.of();
        }

        private <T> T await(Supplier<Future<T>> action) {
            Promise<T> promise = Promise.promise();
            context.runOnContext(there -> action.get().onComplete(promise));
            return TalliesBroker.await(promise.future());
        }

        @Override
        public void close() {
            TalliesBroker.await(vertx.close());
        }
    }
}
