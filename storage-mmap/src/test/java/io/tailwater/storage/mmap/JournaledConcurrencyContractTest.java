package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.ConcurrencyContract;
import io.tailwater.storage.tck.StorageUnderTest;

class JournaledConcurrencyContractTest extends ConcurrencyContract {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage();
    }
}
