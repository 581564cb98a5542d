package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.StorageUnderTest;
import java.util.Map;

/** The engine with every force by way of the commit journal that can be, and one so small that it is used up all the time. */
final class JournaledForces {

    private JournaledForces() {}

    static StorageUnderTest storage() {
        return context -> new MmapLogStorageProvider()
                .open(
                        context.settings().isEmpty()
                                ? context.withSettings(Map.of("journalFrom", "1", "journalBytes", "8192"))
                                : context);
    }
}
