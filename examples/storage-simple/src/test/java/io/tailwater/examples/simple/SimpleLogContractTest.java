package io.tailwater.examples.simple;

import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;

class SimpleLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return new SimpleStorageUnderTest();
    }
}
