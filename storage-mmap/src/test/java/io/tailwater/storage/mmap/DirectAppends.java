package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.StorageUnderTest;
import java.util.Map;

/** The engine with every append that is announced written past the mapped windows, however small it is. */
final class DirectAppends {

    private DirectAppends() {}

    static StorageUnderTest storage() {
        return context -> new MmapLogStorageProvider()
                .open(context.settings().isEmpty() ? context.withSettings(Map.of("directAppendBytes", "1")) : context);
    }
}
