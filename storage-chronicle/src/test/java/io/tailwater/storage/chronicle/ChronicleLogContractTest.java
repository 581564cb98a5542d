package io.tailwater.storage.chronicle;

import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;

class ChronicleLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return new ChronicleLogStorageProvider()::open;
    }
}
