package io.tailwater.storage.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.TestBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a follower sees of a log that changes; that it may be another process shows {@link FollowingProcessTest}. */
class LogFollowerTest {

    private static final LogOptions OPTIONS = new LogOptions(16 << 10, Long.MAX_VALUE, 256);

    @TempDir
    Path directory;

    private EngineSession session;
    private PartitionLog log;

    @BeforeEach
    void open() {
        session = EngineSession.open(new ChronicleLogStorageProvider()::open, directory);
        log = session.openLog(EngineSession.LOG, OPTIONS);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void givesEveryBatchOnceAcrossRolls() throws IOException {
        try (LogFollower follower = follow(EngineSession.LOG)) {
            List<ByteBuffer> appended = new ArrayList<>();
            List<ByteBuffer> followed = new ArrayList<>();
            for (int i = 1; i < 60; i++) {
                appended.addAll(session.appendMany(log, i % 5, 100 + i * 70));
                followed.addAll(drain(follower));
                assertThat(follower.position()).isEqualTo(log.endOffset());
            }
            assertThat(followed).isEqualTo(appended);
            assertThat(log.segments()).hasSizeGreaterThan(5);
        }
    }

    @Test
    void beginsAnywhere() throws IOException {
        List<ByteBuffer> appended = session.appendMany(log, 100, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            for (long offset : new long[] {73, 0, 99, 21, 100}) {
                follower.seek(offset);
                assertThat(drain(follower)).isEqualTo(appended.subList((int) offset, 100));
            }
        }
    }

    @Test
    void tellsHowFarTheLogIs() throws IOException {
        session.appendMany(log, 40, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            assertThat(follower.isOpen()).isTrue();
            assertThat(follower.endOffset()).isEqualTo(40);
            session.await(log.flush());
            assertThat(follower.durableOffset()).isEqualTo(40);
            session.await(log.deleteBefore(7));
            assertThat(follower.startOffset()).isEqualTo(7);
        }
    }

    @Test
    void saysWhenWhatItWantsWasDeleted() throws IOException {
        List<ByteBuffer> appended = session.appendMany(log, 40, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            session.await(log.deleteBefore(30));
            assertThatThrownBy(() -> drain(follower))
                    .isInstanceOfSatisfying(
                            OffsetOutOfRangeException.class,
                            e -> assertThat(e.startOffset()).isEqualTo(30));
            follower.seek(30);
            assertThat(drain(follower)).isEqualTo(appended.subList(30, 40));
        }
    }

    @Test
    void saysWhenWhatItReadWasCutOffAndReadsWhatIsThereInstead() throws IOException {
        session.appendMany(log, 40, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            drain(follower);
            session.await(log.truncateTo(35));
            assertThatThrownBy(() -> follower.poll(ByteBuffer.allocate(1000)))
                    .isInstanceOf(OffsetOutOfRangeException.class)
                    .hasMessage("offset 40 is not in the log, which has those from 0 to 35");
            List<ByteBuffer> other = session.appendMany(log, 10, 1234);
            follower.seek(35);
            assertThat(drain(follower)).isEqualTo(other);
        }
    }

    @Test
    void readsNothingThatWasCutOffWhileItWasBehind() throws IOException {
        List<ByteBuffer> appended = session.appendMany(log, 40, 700);
        session.await(log.flush()); // the segments have their names
        try (LogFollower follower = follow(EngineSession.LOG)) {
            ByteBuffer first = ByteBuffer.allocate(appended.get(0).remaining());
            assertThat(follower.poll(first)).isEqualTo(appended.get(0).remaining());
            session.await(log.truncateTo(5));
            List<ByteBuffer> expected = new ArrayList<>(appended.subList(1, 5));
            expected.addAll(session.appendMany(log, 50, 600));
            assertThat(drain(follower)).isEqualTo(expected);
        }
    }

    @Test
    void goesOnWhenTheBrokerIsStoppedAndStarted() throws IOException {
        List<ByteBuffer> expected = session.appendMany(log, 40, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            session.close();
            assertThat(follower.isOpen()).isFalse();
            assertThat(drain(follower)).as("it still reads what it knows of").isEqualTo(expected);
            open();
            assertThat(follower.isOpen()).isTrue();
            assertThat(drain(follower)).isEmpty();
            assertThat(drain(follower)).isEqualTo(session.appendMany(log, 0, 700));
            List<ByteBuffer> more = session.appendMany(log, 30, 700);
            assertThat(drain(follower)).isEqualTo(more);
        }
    }

    @Test
    void isToldApartFromAnotherLogInItsSlot() throws IOException {
        session.appendMany(log, 40, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            log.close();
            LogId other = EngineSession.id("payments", 1);
            session.appendMany(session.openLog(other, OPTIONS), 90, 500);
            assertThat(follower.endOffset()).isEqualTo(40);
            assertThat(follower.isOpen()).isFalse();
            try (LogFollower ofOther = follow(other)) {
                assertThat(drain(ofOther)).hasSize(90);
            }
        }
    }

    @Test
    void saysThatALogWasDeletedEvenIfThereIsAnotherOfItsName() throws IOException {
        session.appendMany(log, 40, 700);
        try (LogFollower follower = follow(EngineSession.LOG)) {
            session.await(session.storage().delete(EngineSession.LOG));
            assertThatThrownBy(follower::endOffset)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("was deleted");
            session.openLog(EngineSession.id(EngineSession.LOG.topic(), 2), OPTIONS);
            assertThatThrownBy(follower::endOffset)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("belongs to another topic now");
        }
    }

    @Test
    void followsAnyOfManyLogs() throws IOException {
        for (int i = 0; i < 300; i++) {
            session.appendMany(session.openLog(EngineSession.id("topic" + i, 1), OPTIONS), i % 7, 500);
        }
        for (int i = 0; i < 300; i++) {
            try (LogFollower follower = follow(EngineSession.id("topic" + i, 1))) {
                assertThat(drain(follower)).hasSize(i % 7);
            }
        }
    }

    @Test
    void saysHowMuchRoomABatchNeeds() throws IOException {
        List<ByteBuffer> appended = session.appendMany(log, 1, 100_000);
        session.await(log.flush()); // the segment has its name
        try (LogFollower follower = follow(EngineSession.LOG)) {
            assertThatThrownBy(() -> follower.poll(ByteBuffer.allocate(99_999)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the next batch has 100000 bytes, the buffer room for 99999");
            ByteBuffer room = ByteBuffer.allocate(100_000);
            assertThat(follower.poll(room)).isEqualTo(100_000);
            assertThat(room.flip()).isEqualTo(appended.get(0));
        }
    }

    @Test
    void saysWhatIsMissingWhereNothingCanBeFollowed() {
        assertThatThrownBy(() -> LogFollower.open(EngineSession.directoryOf(directory), "nothing", 0))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nothing-0");
        session.close();
        assertThatThrownBy(() -> follow(EngineSession.LOG))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("a broker with engine chronicle has to run");
    }

    private LogFollower follow(LogId id) throws IOException {
        return LogFollower.open(EngineSession.directoryOf(directory), id.topic(), id.partition());
    }

    private static List<ByteBuffer> drain(LogFollower follower) throws IOException {
        List<ByteBuffer> batches = new ArrayList<>();
        ByteBuffer room = ByteBuffer.allocate(40_000);
        while (follower.position() < follower.endOffset()) {
            if (follower.poll(room) > 0) {
                batches.addAll(TestBatches.split(copy(room.flip())));
                room.clear();
            }
        }
        return batches;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
}
