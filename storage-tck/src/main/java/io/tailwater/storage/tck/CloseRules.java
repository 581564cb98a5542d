package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is closed or deleted says so: through the stage where a method returns one. */
abstract class CloseRules extends StorageSuite {

    private static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
                .extracting(StorageException::kind)
                .isEqualTo(StorageException.Kind.CLOSED);
    }

    private static void assertClosed(EngineSession session, CompletionStage<?> stage) {
        assertClosed(() -> session.await(stage));
    }

    private static void assertClosed(EngineSession session, PartitionLog log, ByteBuffer batch) {
        assertClosed(() -> log.append(batch));
        assertClosed(session, log.reserve(100));
        assertClosed(session, log.flush());
        assertClosed(session, log.read(0, 100, Long.MAX_VALUE));
        assertClosed(session, log.truncateTo(0));
        assertClosed(session, log.deleteBefore(1));
    }

    @Test
    void aClosedLogSaysSo() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 3, 100);

        log.close();
        log.close();

        assertClosed(session, log, TestBatches.at(3).build());
    }

    @Test
    void aClosedLogCanBeOpenedAgainWithAllItHad() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = session.appendMany(log, 30, 500);
        log.close();

        PartitionLog again = session.openLog();
        List<ByteBuffer> more = session.appendMany(again, 3, 500);

        assertThat(session.readFrom(again, 0).subList(0, 30)).isEqualTo(batches);
        assertThat(session.readFrom(again, 30)).isEqualTo(more);
        assertClosed(session, log.flush());
    }

    @Test
    void aDeletedLogSaysSo() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 3, 100);

        session.await(session.storage().delete(EngineSession.LOG));

        assertClosed(session, log, TestBatches.at(3).build());
    }

    @Test
    void theLogsOfAClosedStorageSaySo() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 3, 100);

        session.storage().close();
        session.storage().close();

        assertClosed(session, log, TestBatches.at(3).build());
    }

    @Test
    void aClosedStorageSaysSo() {
        EngineSession session = open();

        session.storage().close();

        assertClosed(session, session.storage().open(EngineSession.LOG, EngineSession.SMALL_SEGMENTS));
        assertClosed(session, session.storage().delete(EngineSession.LOG));
        assertClosed(() -> session.storage().writeBlob("topics", new byte[1]));
    }
}
