package io.tailwater.examples.simple;

import io.tailwater.storage.tck.ConcurrencyContract;
import io.tailwater.storage.tck.StorageUnderTest;

class SimpleConcurrencyContractTest extends ConcurrencyContract {

    @Override
    protected StorageUnderTest storage() {
        return new SimpleStorageUnderTest();
    }
}
