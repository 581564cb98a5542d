package io.tailwater.storage.tck.memory;

import io.tailwater.storage.tck.LogModelProperties;
import io.tailwater.storage.tck.StorageUnderTest;

class InMemoryLogModelTest extends LogModelProperties {

    @Override
    protected StorageUnderTest storage() {
        return new InMemoryStorageUnderTest();
    }
}
