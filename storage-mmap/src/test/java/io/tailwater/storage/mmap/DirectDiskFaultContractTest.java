package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.DiskFaultContract;
import io.tailwater.storage.tck.StorageUnderTest;

class DirectDiskFaultContractTest extends DiskFaultContract {

    @Override
    protected StorageUnderTest storage() {
        return DirectAppends.storage();
    }
}
