package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.storage.files.FileSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a start after a crash remembers of the journal has room on the heap. */
class JournalSizeTest {

    @Test
    void theJournalIsNoLargerThanTheHeap() {
        assertThat(FileSettings.mostJournalBytes(64 << 20)).isEqualTo(64 << 20);
        assertThat(FileSettings.mostJournalBytes(8L << 30)).isEqualTo(1 << 30);
        assertThat(FileSettings.from("mmap", Map.of("journalBytes", String.valueOf(Integer.MAX_VALUE)))
                        .journalBytes())
                .isEqualTo(FileSettings.mostJournalBytes(Runtime.getRuntime().maxMemory()));
    }
}
