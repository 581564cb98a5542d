package io.tailwater.examples.simple;

import io.tailwater.storage.tck.LogModelProperties;
import io.tailwater.storage.tck.StorageUnderTest;

class SimpleLogModelTest extends LogModelProperties {

    @Override
    protected StorageUnderTest storage() {
        return new SimpleStorageUnderTest();
    }
}
