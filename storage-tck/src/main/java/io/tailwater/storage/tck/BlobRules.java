package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.PartitionLog;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

abstract class BlobRules extends StorageSuite {

    private static final String NAME = "tailwater-snapshot";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void nothingIsThereBeforeItIsWritten() {
        EngineSession session = open();

        assertThat(session.openLog().readBlob(NAME)).isEmpty();
        assertThat(session.storage().readBlob("topics")).isEmpty();
    }

    @Test
    void areReadAsTheyWereWrittenLast() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        for (String value : new String[] {"one", "", "a longer value than before", "x"}) {
            log.writeBlob(NAME, bytes(value));
            session.storage().writeBlob("topics", bytes("storage's " + value));

            assertThat(log.readBlob(NAME)).contains(bytes(value));
            assertThat(session.storage().readBlob("topics")).contains(bytes("storage's " + value));
        }
    }

    @Test
    void areKeptApart() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        PartitionLog other = session.openLog(EngineSession.id("other", 1), EngineSession.SMALL_SEGMENTS);

        log.writeBlob(NAME, bytes("log"));
        log.writeBlob("tailwater-b", bytes("b"));
        other.writeBlob(NAME, bytes("other"));
        session.storage().writeBlob(NAME, bytes("storage"));

        assertThat(log.readBlob(NAME)).contains(bytes("log"));
        assertThat(log.readBlob("tailwater-b")).contains(bytes("b"));
        assertThat(other.readBlob(NAME)).contains(bytes("other"));
        assertThat(session.storage().readBlob(NAME)).contains(bytes("storage"));
    }

    @Test
    void haveAnyNameThatIsAllowed() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        String longest = "tailwater-" + "x".repeat(90);

        for (String name : new String[] {longest, "tailwater-A.b-c_9", "tailwater-.tmp", "tailwater-x.log"}) {
            log.writeBlob(name, bytes(name));
            session.storage().writeBlob(name, bytes(name));
        }

        assertThat(log.readBlob(longest)).contains(bytes(longest));
        assertThat(log.readBlob("tailwater-.tmp")).contains(bytes("tailwater-.tmp"));
        assertThat(log.readBlob("tailwater-x.log")).contains(bytes("tailwater-x.log"));
        assertThat(session.storage().readBlob("tailwater-A.b-c_9")).contains(bytes("tailwater-A.b-c_9"));
    }

    @Test
    void doNotFollowTheCallersArray() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        byte[] written = bytes("before");

        log.writeBlob(NAME, written);
        written[0] = 'X';
        log.readBlob(NAME).ifPresent(read -> read[1] = 'X');

        assertThat(log.readBlob(NAME)).contains(bytes("before"));
    }

    @Test
    void mayBeLarge() {
        EngineSession session = open();
        byte[] large = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(large);

        session.openLog().writeBlob(NAME, large);

        assertThat(session.openLog().readBlob(NAME)).contains(large);
    }

    @Test
    void areGoneWithTheirLog() {
        EngineSession session = open();
        session.openLog().writeBlob(NAME, bytes("old"));

        session.await(session.storage().delete(EngineSession.LOG));
        LogId next = EngineSession.id("orders", 2);

        assertThat(session.openLog(next, EngineSession.SMALL_SEGMENTS).readBlob(NAME))
                .isEmpty();
    }

    @Test
    void areThereAfterClosingAndOpeningTheLog() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        log.writeBlob(NAME, bytes("kept"));

        log.close();

        assertThat(session.openLog().readBlob(NAME)).contains(bytes("kept"));
    }

    @Test
    void areThereAfterReopening() {
        onlyIfFilesAreKept();
        EngineSession first = EngineSession.open(storage(), root());
        PartitionLog log = first.openLog();
        first.storage().writeBlob("topics", bytes("storage"));
        log.writeBlob(NAME, bytes("one"));
        log.writeBlob(NAME, bytes("two"));
        log.writeBlob("tailwater-x.log", bytes("three"));
        first.close();

        EngineSession second = open();

        assertThat(second.storage().readBlob("topics")).contains(bytes("storage"));
        assertThat(second.openLog().readBlob(NAME)).contains(bytes("two"));
        assertThat(second.openLog().readBlob("tailwater-x.log")).contains(bytes("three"));
        assertThat(second.openLog().endOffset()).isZero();
        assertThat(second.storage().logs()).containsExactly(EngineSession.LOG);
    }
}
