package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.StorageUnderTest;
import java.util.Map;

/** The engine with every force by way of the commit journal that can be. */
final class JournaledForces {

    private JournaledForces() {}

    /** With one so small that it is used up all the time. */
    static StorageUnderTest storage() {
        return storage(8 << 10);
    }

    static StorageUnderTest storage(int journalBytes) {
        Map<String, String> settings = Map.of("journalFrom", "1", "journalBytes", Integer.toString(journalBytes));
        return context -> new MmapLogStorageProvider()
                .open(context.settings().isEmpty() ? context.withSettings(settings) : context);
    }
}
