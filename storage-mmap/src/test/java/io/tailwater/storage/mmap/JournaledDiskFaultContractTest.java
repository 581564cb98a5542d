package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.DiskFaultContract;
import io.tailwater.storage.tck.StorageUnderTest;

class JournaledDiskFaultContractTest extends DiskFaultContract {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage();
    }
}
