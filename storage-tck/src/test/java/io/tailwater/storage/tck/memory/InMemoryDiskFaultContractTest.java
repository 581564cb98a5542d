package io.tailwater.storage.tck.memory;

import io.tailwater.storage.tck.DiskFaultContract;
import io.tailwater.storage.tck.StorageUnderTest;

class InMemoryDiskFaultContractTest extends DiskFaultContract {

    @Override
    protected StorageUnderTest storage() {
        return new InMemoryStorageUnderTest();
    }
}
