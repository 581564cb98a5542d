package io.tailwater.storage.tck.memory;

import io.tailwater.storage.tck.ConcurrencyContract;
import io.tailwater.storage.tck.StorageUnderTest;

class InMemoryConcurrencyContractTest extends ConcurrencyContract {

    @Override
    protected StorageUnderTest storage() {
        return new InMemoryStorageUnderTest();
    }
}
