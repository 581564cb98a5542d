package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.LogModelProperties;
import io.tailwater.storage.tck.StorageUnderTest;

class JournaledLogModelTest extends LogModelProperties {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage();
    }
}
