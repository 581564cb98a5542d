package io.tailwater.storage.chronicle;

import io.tailwater.storage.tck.PowerLossContract;
import io.tailwater.storage.tck.StorageUnderTest;

class ChroniclePowerLossContractTest extends PowerLossContract {

    @Override
    protected StorageUnderTest storage() {
        return new ChronicleLogStorageProvider()::open;
    }
}
