package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.RecoveryContract;
import io.tailwater.storage.tck.StorageUnderTest;

class JournaledRecoveryContractTest extends RecoveryContract {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage();
    }
}
