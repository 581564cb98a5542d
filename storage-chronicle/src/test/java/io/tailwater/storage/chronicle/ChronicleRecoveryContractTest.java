package io.tailwater.storage.chronicle;

import io.tailwater.storage.tck.RecoveryContract;
import io.tailwater.storage.tck.StorageUnderTest;

class ChronicleRecoveryContractTest extends RecoveryContract {

    @Override
    protected StorageUnderTest storage() {
        return new ChronicleLogStorageProvider()::open;
    }
}
