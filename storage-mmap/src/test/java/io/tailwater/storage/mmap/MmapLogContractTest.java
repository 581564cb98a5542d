package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;

class MmapLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return new MmapLogStorageProvider()::open;
    }
}
