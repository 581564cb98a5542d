package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.RecoveryContract;
import io.tailwater.storage.tck.StorageUnderTest;

class DirectRecoveryContractTest extends RecoveryContract {

    @Override
    protected StorageUnderTest storage() {
        return DirectAppends.storage();
    }
}
