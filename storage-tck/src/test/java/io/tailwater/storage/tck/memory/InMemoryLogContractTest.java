package io.tailwater.storage.tck.memory;

import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;

class InMemoryLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return new InMemoryStorageUnderTest();
    }
}
