package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;

class JournaledLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage();
    }
}
