package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.DiskFaultContract;
import io.tailwater.storage.tck.StorageUnderTest;

class MmapDiskFaultContractTest extends DiskFaultContract {

    @Override
    protected StorageUnderTest storage() {
        return new MmapLogStorageProvider()::open;
    }
}
