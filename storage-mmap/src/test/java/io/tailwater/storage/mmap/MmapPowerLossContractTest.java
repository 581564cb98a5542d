package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.PowerLossContract;
import io.tailwater.storage.tck.StorageUnderTest;

class MmapPowerLossContractTest extends PowerLossContract {

    @Override
    protected StorageUnderTest storage() {
        return new MmapLogStorageProvider()::open;
    }
}
