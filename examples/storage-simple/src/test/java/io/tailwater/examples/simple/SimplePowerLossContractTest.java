package io.tailwater.examples.simple;

import io.tailwater.storage.tck.PowerLossContract;
import io.tailwater.storage.tck.StorageUnderTest;

class SimplePowerLossContractTest extends PowerLossContract {

    @Override
    protected StorageUnderTest storage() {
        return new SimpleStorageUnderTest();
    }
}
