package io.tailwater.storage.tck.memory;

import io.tailwater.storage.tck.RecoveryContract;
import io.tailwater.storage.tck.StorageUnderTest;

class InMemoryRecoveryContractTest extends RecoveryContract {

    @Override
    protected StorageUnderTest storage() {
        return new InMemoryStorageUnderTest();
    }
}
