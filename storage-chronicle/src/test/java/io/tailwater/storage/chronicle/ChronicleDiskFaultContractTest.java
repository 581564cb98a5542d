package io.tailwater.storage.chronicle;

import io.tailwater.storage.tck.DiskFaultContract;
import io.tailwater.storage.tck.StorageUnderTest;

class ChronicleDiskFaultContractTest extends DiskFaultContract {

    @Override
    protected StorageUnderTest storage() {
        return new ChronicleLogStorageProvider()::open;
    }
}
