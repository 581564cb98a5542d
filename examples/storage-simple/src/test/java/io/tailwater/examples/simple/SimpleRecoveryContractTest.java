package io.tailwater.examples.simple;

import io.tailwater.storage.tck.RecoveryContract;
import io.tailwater.storage.tck.StorageUnderTest;

class SimpleRecoveryContractTest extends RecoveryContract {

    @Override
    protected StorageUnderTest storage() {
        return new SimpleStorageUnderTest();
    }
}
