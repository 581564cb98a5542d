package io.tailwater.storage.tck.memory;

import io.tailwater.storage.tck.PowerLossContract;
import io.tailwater.storage.tck.StorageUnderTest;

class InMemoryPowerLossContractTest extends PowerLossContract {

    @Override
    protected StorageUnderTest storage() {
        return new InMemoryStorageUnderTest();
    }
}
