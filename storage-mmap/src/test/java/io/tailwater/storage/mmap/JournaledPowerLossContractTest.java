package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.PowerLossContract;
import io.tailwater.storage.tck.StorageUnderTest;

class JournaledPowerLossContractTest extends PowerLossContract {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage();
    }
}
