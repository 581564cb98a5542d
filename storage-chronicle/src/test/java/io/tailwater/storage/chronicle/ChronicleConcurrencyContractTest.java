package io.tailwater.storage.chronicle;

import io.tailwater.storage.tck.ConcurrencyContract;
import io.tailwater.storage.tck.StorageUnderTest;

class ChronicleConcurrencyContractTest extends ConcurrencyContract {

    @Override
    protected StorageUnderTest storage() {
        return new ChronicleLogStorageProvider()::open;
    }
}
