package io.tailwater.storage.chronicle;

import io.tailwater.storage.tck.LogModelProperties;
import io.tailwater.storage.tck.StorageUnderTest;

class ChronicleLogModelTest extends LogModelProperties {

    @Override
    protected StorageUnderTest storage() {
        return new ChronicleLogStorageProvider()::open;
    }
}
